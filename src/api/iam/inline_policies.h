#pragma once
// Put, Get, Delete and List {User,Group,Role} Policies: the same for each kind.

#include "api/iam/forms.h"

namespace entrepot::api::iam_service {

struct InlinePolicyRequest {
  identity::Kind kind = identity::Kind::kUser;
  std::string name;
  std::string policy;
  std::string document{};  ///< of a put
  Asked asked() const { return Asked::entity(kind, name); }
};

template <const Form& F>
Result<InlinePolicyRequest> parse_put_policy(const aws::Parameters& parameters) {
  Fields in(parameters);
  InlinePolicyRequest request{.kind = F.kind,
                              .name = in.required(F.member, F.rule),
                              .policy = in.required("PolicyName", kName128),
                              .document = in.required("PolicyDocument", kDocument)};
  return in.finish(std::move(request));
}
template <const Form& F>
Result<InlinePolicyRequest> parse_policy(const aws::Parameters& parameters) {
  Fields in(parameters);
  InlinePolicyRequest request{
      .kind = F.kind, .name = in.required(F.member, F.rule), .policy = in.required("PolicyName", kName128)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_put_policy(Services& services, aws::Call& call, InlinePolicyRequest request);
async::Task<std::string> handle_get_policy_of(Services& services, aws::Call& call, InlinePolicyRequest request);
async::Task<std::string> handle_delete_policy_of(Services& services, aws::Call& call, InlinePolicyRequest request);
async::Task<std::string> handle_list_policies_of(Services& services, aws::Call& call, NamePageRequest request);

}  // namespace entrepot::api::iam_service
