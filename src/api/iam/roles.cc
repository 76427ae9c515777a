#include "api/iam/roles.h"

#include "api/iam/shapes.h"

namespace entrepot::api::iam_service {
namespace {

/// An output structure that has no members: there is an element for it all the same.
constexpr std::string_view kEmptyResult = " ";

std::string role_answer(const identity::Role& role) {
  Xml xml;
  xml.structure("Role", [&] { write(xml, role); });
  return xml.take();
}

std::optional<std::chrono::seconds> max_session(Fields& in) {
  const auto seconds = in.number("MaxSessionDuration", 3'600, 43'200);
  return seconds ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt;
}

}  // namespace

Asked CreateRoleRequest::asked() const {
  Asked asked{
      .about = Asked::About::kNew, .kind = identity::Kind::kRole, .name = role.entity.name, .arn = role.entity.path};
  asked.tags = role.entity.tags;
  asked.boundary = role.entity.boundary_arn;
  return asked;
}

Result<CreateRoleRequest> parse_create_role(const aws::Parameters& parameters) {
  Fields in(parameters);
  CreateRoleRequest request{.role = {.entity = {.name = in.required("RoleName", kRoleName),
                                                .path = in.optional("Path", kPath).value_or("/"),
                                                .boundary_arn = in.optional("PermissionsBoundary", kArn),
                                                .tags = in.tags()},
                                     .trust = in.required("AssumeRolePolicyDocument", kDocument),
                                     .description = in.optional("Description", kDescription).value_or(""),
                                     .max_session = max_session(in).value_or(std::chrono::hours(1))}};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_create_role(Services& services, aws::Call& call, CreateRoleRequest request) {
  ENTREPOT_CO_TRY(const auto role,
                  co_await services.identities->roles.create(account_of(call), std::move(request.role)));
  co_return role_answer(role);
}

async::Task<std::string> handle_get_role(Services& services, aws::Call& call, NameRequest request) {
  ENTREPOT_CO_TRY(const auto role, co_await services.identities->roles.get(account_of(call), std::move(request.name)));
  co_return role_answer(role);
}

async::Task<std::string> handle_list_roles(Services& services, aws::Call& call, PageOfAllRequest request) {
  ENTREPOT_CO_TRY(auto from, open_page(services, call, "", request.page));
  ENTREPOT_CO_TRY(const auto page, co_await services.identities->roles.list(account_of(call), std::move(from)));
  Xml xml;
  xml.list("Roles", page.items, [&](const identity::Role& role) { write(xml, role); });
  write_end(xml, seal_page(services, call, "", request.page, page.next));
  co_return xml.take();
}

Result<UpdateRoleRequest> parse_update_role(const aws::Parameters& parameters) {
  Fields in(parameters);
  UpdateRoleRequest request{.name = in.required("RoleName", kRoleName),
                            .description = in.optional("Description", kDescription),
                            .max_session = max_session(in)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_update_role(Services& services, aws::Call& call, UpdateRoleRequest request) {
  ENTREPOT_CO_TRY([[maybe_unused]] const auto role,
                  co_await services.identities->roles.update(account_of(call), std::move(request.name),
                                                             std::move(request.description), request.max_session));
  co_return std::string(kEmptyResult);
}

Result<UpdateRoleRequest> parse_update_role_description(const aws::Parameters& parameters) {
  Fields in(parameters);
  UpdateRoleRequest request{.name = in.required("RoleName", kRoleName),
                            .description = in.required("Description", kDescription),
                            .max_session = {}};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_update_role_description(Services& services, aws::Call& call,
                                                        UpdateRoleRequest request) {
  ENTREPOT_CO_TRY(const auto role,
                  co_await services.identities->roles.update(account_of(call), std::move(request.name),
                                                             std::move(request.description), std::nullopt));
  co_return role_answer(role);
}

Result<UpdateTrustRequest> parse_update_trust(const aws::Parameters& parameters) {
  Fields in(parameters);
  UpdateTrustRequest request{.name = in.required("RoleName", kRoleName),
                             .document = in.required("PolicyDocument", kDocument)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_update_trust(Services& services, aws::Call& call, UpdateTrustRequest request) {
  co_return no_output(co_await services.identities->roles.update_trust(account_of(call), std::move(request.name),
                                                                       std::move(request.document)));
}

Asked ServiceLinkedRoleRequest::asked() const {
  Asked asked{.about = Asked::About::kNew, .kind = identity::Kind::kRole, .name = "*"};
  asked.arn = std::string(identity::kServiceRolePath) + service + "/";
  asked.service = service;
  return asked;
}

Result<ServiceLinkedRoleRequest> parse_create_service_linked_role(const aws::Parameters& parameters) {
  Fields in(parameters);
  ServiceLinkedRoleRequest request{.service = in.required("AWSServiceName", kName128),
                                   .description = in.optional("Description", kDescription).value_or("")};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_create_service_linked_role(Services& services, aws::Call& call,
                                                           ServiceLinkedRoleRequest request) {
  ENTREPOT_CO_TRY(const auto role, co_await services.identities->service_linked_roles.create(
                                       account_of(call), std::move(request.service), std::move(request.description)));
  co_return role_answer(role);
}

async::Task<std::string> handle_delete_service_linked_role(Services& services, aws::Call& call, NameRequest request) {
  ENTREPOT_CO_TRY(const std::string task,
                  co_await services.identities->service_linked_roles.remove(account_of(call), std::move(request.name)));
  Xml xml;
  xml.text("DeletionTaskId", task);
  co_return xml.take();
}

Result<DeletionTaskRequest> parse_deletion_task(const aws::Parameters& parameters) {
  Fields in(parameters);
  DeletionTaskRequest request{.id = in.required("DeletionTaskId", kDeletionTask)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_get_service_linked_role_deletion_status(Services&, aws::Call&,
                                                                        DeletionTaskRequest request) {
  if (!request.id.starts_with(std::string("task") + std::string(identity::kServiceRolePath))) {
    co_return fail(ErrorKind::kNoSuchEntity, "The deletion task cannot be found.");
  }
  Xml xml;
  xml.text("Status", "SUCCEEDED");  // a role is gone when its deletion is answered
  co_return xml.take();
}

async::Task<std::string> handle_delete_role(Services& services, aws::Call& call, NameRequest request) {
  co_return no_output(co_await services.identities->roles.remove(account_of(call), std::move(request.name)));
}

}  // namespace entrepot::api::iam_service
