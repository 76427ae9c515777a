#include "api/iam/attachments.h"

#include <algorithm>

#include "api/iam/shapes.h"

namespace entrepot::api::iam_service {

Asked AttachmentRequest::asked() const {
  Asked asked = Asked::entity(kind, name);
  asked.policy_arn = arn;
  return asked;
}

Asked BoundaryRequest::asked() const {
  Asked asked = Asked::entity(kind, name);
  asked.boundary = arn;
  return asked;
}

async::Task<std::string> handle_attach(Services& services, aws::Call& call, AttachmentRequest request) {
  co_return no_output(co_await services.identities->attachments.attach(
      whose(call, request.kind, std::move(request.name)), std::move(request.arn)));
}

async::Task<std::string> handle_detach(Services& services, aws::Call& call, AttachmentRequest request) {
  co_return no_output(co_await services.identities->attachments.detach(
      whose(call, request.kind, std::move(request.name)), std::move(request.arn)));
}

async::Task<std::string> handle_list_attached(Services& services, aws::Call& call, NamePageRequest request) {
  ENTREPOT_CO_TRY(const auto from, open_page(services, call, request.name, request.page));
  ENTREPOT_CO_TRY(auto all, co_await services.identities->attachments.list(whose(call, request.kind, request.name),
                                                                           from.path_prefix));
  const auto page = cut_page(std::move(all), from, [](const identity::AttachedPolicy& policy) { return policy.arn; });
  Xml xml;
  xml.list("AttachedPolicies", page.items, [&](const identity::AttachedPolicy& policy) { write(xml, policy); });
  write_end(xml, seal_page(services, call, request.name, request.page, page.next));
  co_return xml.take();
}

async::Task<std::string> handle_put_boundary(Services& services, aws::Call& call, BoundaryRequest request) {
  co_return no_output(co_await services.identities->attachments.set_boundary(
      whose(call, request.kind, std::move(request.name)), std::move(request.arn)));
}

async::Task<std::string> handle_delete_boundary(Services& services, aws::Call& call, NameRequest request) {
  co_return no_output(
      co_await services.identities->attachments.remove_boundary(whose(call, request.kind, std::move(request.name))));
}

Result<HoldersRequest> parse_list_entities_for_policy(const aws::Parameters& parameters) {
  Fields in(parameters);
  HoldersRequest request{.arn = in.required("PolicyArn", kArn),
                         .entity = in.optional("EntityFilter", kEntityType),
                         .as_boundary = in.optional("PolicyUsageFilter", kUsage) == "PermissionsBoundary",
                         .page = in.page()};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_list_entities_for_policy(Services& services, aws::Call& call, HoldersRequest request) {
  using Holder = identity::Attachments::Holder;
  ENTREPOT_CO_TRY(auto from, open_page(services, call, request.arn, request.page));
  const auto use = request.as_boundary ? meta::PolicyUse::kBoundary : meta::PolicyUse::kPermissions;
  ENTREPOT_CO_TRY(const auto page, co_await services.identities->attachments.holders(account_of(call), request.arn, use,
                                                                                     std::move(from)));
  Xml xml;
  const auto part = [&](std::string_view list, identity::Kind kind, std::string_view word, std::string_view id) {
    std::vector<Holder> of_kind;
    std::ranges::copy_if(page.items, std::back_inserter(of_kind), [&](const Holder& holder) {
      return holder.kind == kind && holder.path.starts_with(request.page.path_prefix) &&
             (!request.entity || *request.entity == word);
    });
    const std::string name = std::string(word) + "Name";
    xml.list(list, of_kind, [&](const Holder& holder) { xml.text(name, holder.name).text(id, holder.id); });
  };
  part("PolicyGroups", identity::Kind::kGroup, "Group", "GroupId");
  part("PolicyUsers", identity::Kind::kUser, "User", "UserId");
  part("PolicyRoles", identity::Kind::kRole, "Role", "RoleId");
  write_end(xml, seal_page(services, call, request.arn, request.page, page.next));
  co_return xml.take();
}

}  // namespace entrepot::api::iam_service
