#pragma once
// CreatePolicy, GetPolicy, ListPolicies, DeletePolicy, and the versions of a policy.

#include "api/iam/forms.h"

namespace entrepot::api::iam_service {

struct CreatePolicyRequest {
  identity::NewPolicy policy;
  Asked asked() const;
};
Result<CreatePolicyRequest> parse_create_policy(const aws::Parameters& parameters);
async::Task<std::string> handle_create_policy(Services& services, aws::Call& call, CreatePolicyRequest request);

async::Task<std::string> handle_get_policy(Services& services, aws::Call& call, ArnRequest request);
async::Task<std::string> handle_delete_policy(Services& services, aws::Call& call, ArnRequest request);

struct ListPoliciesRequest {
  identity::PolicyFilter filter;
  PageFields page;
  Asked asked() const { return Asked::everything(); }
};
Result<ListPoliciesRequest> parse_list_policies(const aws::Parameters& parameters);
async::Task<std::string> handle_list_policies(Services& services, aws::Call& call, ListPoliciesRequest request);

struct CreateVersionRequest {
  std::string arn;
  std::string document;
  bool is_default = false;
  Asked asked() const { return Asked::by_arn(arn); }
};
Result<CreateVersionRequest> parse_create_policy_version(const aws::Parameters& parameters);
async::Task<std::string> handle_create_policy_version(Services& services, aws::Call& call,
                                                      CreateVersionRequest request);

struct VersionRequest {
  std::string arn;
  std::string version;
  Asked asked() const { return Asked::by_arn(arn); }
};
Result<VersionRequest> parse_version(const aws::Parameters& parameters);
async::Task<std::string> handle_get_policy_version(Services& services, aws::Call& call, VersionRequest request);
async::Task<std::string> handle_delete_policy_version(Services& services, aws::Call& call, VersionRequest request);
async::Task<std::string> handle_set_default_policy_version(Services& services, aws::Call& call, VersionRequest request);

struct ArnPageRequest {
  std::string arn;
  PageFields page;
  Asked asked() const { return Asked::by_arn(arn); }
};
template <const char* Member>
Result<ArnPageRequest> parse_arn_page(const aws::Parameters& parameters) {
  Fields in(parameters);
  ArnPageRequest request{.arn = in.required(Member, kArn), .page = in.page()};
  return in.finish(std::move(request));
}
async::Task<std::string> handle_list_policy_versions(Services& services, aws::Call& call, ArnPageRequest request);

}  // namespace entrepot::api::iam_service
