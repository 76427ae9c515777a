#include "api/iam/policies.h"

#include <fmt/format.h>

#include "api/iam/shapes.h"

namespace entrepot::api::iam_service {

Asked CreatePolicyRequest::asked() const {
  Asked asked{.about = Asked::About::kNewPolicy, .name = policy.name, .arn = policy.path};
  asked.tags = policy.tags;
  return asked;
}

Result<CreatePolicyRequest> parse_create_policy(const aws::Parameters& parameters) {
  Fields in(parameters);
  CreatePolicyRequest request{.policy = {.name = in.required("PolicyName", kName128),
                                         .path = in.optional("Path", kPolicyPath).value_or("/"),
                                         .document = in.required("PolicyDocument", kDocument),
                                         .description = in.optional("Description", kDescription).value_or(""),
                                         .tags = in.tags()}};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_create_policy(Services& services, aws::Call& call, CreatePolicyRequest request) {
  ENTREPOT_CO_TRY(const auto policy,
                  co_await services.identities->policies.create(account_of(call), std::move(request.policy)));
  Xml xml;
  xml.structure("Policy", [&] { write(xml, policy); });
  co_return xml.take();
}

async::Task<std::string> handle_get_policy(Services& services, aws::Call& call, ArnRequest request) {
  ENTREPOT_CO_TRY(const auto policy,
                  co_await services.identities->policies.get(account_of(call), std::move(request.arn)));
  Xml xml;
  xml.structure("Policy", [&] { write(xml, policy); });
  co_return xml.take();
}

async::Task<std::string> handle_delete_policy(Services& services, aws::Call& call, ArnRequest request) {
  co_return no_output(co_await services.identities->policies.remove(account_of(call), std::move(request.arn)));
}

Result<ListPoliciesRequest> parse_list_policies(const aws::Parameters& parameters) {
  Fields in(parameters);
  const std::string scope = in.optional("Scope", kScope).value_or("All");
  const std::string usage = in.optional("PolicyUsageFilter", kUsage).value_or("");
  ListPoliciesRequest request{.filter = {.of_aws = scope != "Local",
                                         .of_account = scope != "AWS",
                                         .only_attached = in.boolean("OnlyAttached").value_or(false),
                                         .only_boundaries = usage == "PermissionsBoundary",
                                         .only_permissions = usage == "PermissionsPolicy"},
                              .page = in.page()};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_list_policies(Services& services, aws::Call& call, ListPoliciesRequest request) {
  const identity::PolicyFilter& filter = request.filter;
  const std::string what = fmt::format("{}{}{}{}{}", filter.of_aws, filter.of_account, filter.only_attached,
                                       filter.only_boundaries, filter.only_permissions);
  ENTREPOT_CO_TRY(auto from, open_page(services, call, what, request.page));
  ENTREPOT_CO_TRY(const auto page,
                  co_await services.identities->policies.list(account_of(call), filter, std::move(from)));
  Xml xml;
  xml.list("Policies", page.items, [&](const identity::ManagedPolicy& policy) { write(xml, policy); });
  write_end(xml, seal_page(services, call, what, request.page, page.next));
  co_return xml.take();
}

Result<CreateVersionRequest> parse_create_policy_version(const aws::Parameters& parameters) {
  Fields in(parameters);
  CreateVersionRequest request{.arn = in.required("PolicyArn", kArn),
                               .document = in.required("PolicyDocument", kDocument),
                               .is_default = in.boolean("SetAsDefault").value_or(false)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_create_policy_version(Services& services, aws::Call& call,
                                                      CreateVersionRequest request) {
  using Default = identity::Policies::Default;
  ENTREPOT_CO_TRY(const auto version, co_await services.identities->policies.create_version(
                                          account_of(call), std::move(request.arn), std::move(request.document),
                                          request.is_default ? Default::kThisOne : Default::kKeep));
  Xml xml;
  xml.structure("PolicyVersion", [&] { write(xml, version, Document::kLeaveOut); });
  co_return xml.take();
}

Result<VersionRequest> parse_version(const aws::Parameters& parameters) {
  Fields in(parameters);
  VersionRequest request{.arn = in.required("PolicyArn", kArn), .version = in.required("VersionId", kVersionId)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_get_policy_version(Services& services, aws::Call& call, VersionRequest request) {
  ENTREPOT_CO_TRY(const auto version, co_await services.identities->policies.get_version(
                                          account_of(call), std::move(request.arn), std::move(request.version)));
  Xml xml;
  xml.structure("PolicyVersion", [&] { write(xml, version, Document::kWrite); });
  co_return xml.take();
}

async::Task<std::string> handle_delete_policy_version(Services& services, aws::Call& call, VersionRequest request) {
  co_return no_output(co_await services.identities->policies.delete_version(account_of(call), std::move(request.arn),
                                                                            std::move(request.version)));
}

async::Task<std::string> handle_set_default_policy_version(Services& services, aws::Call& call,
                                                           VersionRequest request) {
  co_return no_output(co_await services.identities->policies.set_default_version(
      account_of(call), std::move(request.arn), std::move(request.version)));
}

async::Task<std::string> handle_list_policy_versions(Services& services, aws::Call& call, ArnPageRequest request) {
  ENTREPOT_CO_TRY(const auto from, open_page(services, call, request.arn, request.page));
  ENTREPOT_CO_TRY(auto all, co_await services.identities->policies.list_versions(account_of(call), request.arn));
  // Newest first: a page begins after the version that ended the one before.
  if (!from.after.empty()) {
    std::erase_if(all, [&](const identity::PolicyVersion& version) {
      return fmt::format("{:020}", version.version) >= from.after;
    });
  }
  const auto page = identity::to_page(std::move(all), from.limit, [](const identity::PolicyVersion& version) {
    return fmt::format("{:020}", version.version);
  });
  Xml xml;
  xml.list("Versions", page.items,
           [&](const identity::PolicyVersion& version) { write(xml, version, Document::kLeaveOut); });
  write_end(xml, seal_page(services, call, request.arn, request.page, page.next));
  co_return xml.take();
}

}  // namespace entrepot::api::iam_service
