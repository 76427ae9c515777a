#include "api/iam/users.h"

#include "api/iam/shapes.h"
#include "identity/names.h"

namespace entrepot::api::iam_service {

Asked CreateUserRequest::asked() const {
  Asked asked{.about = Asked::About::kNew, .kind = identity::Kind::kUser, .name = user.name, .arn = user.path};
  asked.tags = user.tags;
  asked.boundary = user.boundary_arn;
  return asked;
}

Result<CreateUserRequest> parse_create_user(const aws::Parameters& parameters) {
  Fields in(parameters);
  CreateUserRequest request{.user = {.name = in.required("UserName", kNewUserName),
                                     .path = in.optional("Path", kPath).value_or("/"),
                                     .boundary_arn = in.optional("PermissionsBoundary", kArn),
                                     .tags = in.tags()}};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_create_user(Services& services, aws::Call& call, CreateUserRequest request) {
  ENTREPOT_CO_TRY(const auto user,
                  co_await services.identities->users.create(account_of(call), std::move(request.user)));
  Xml xml;
  xml.structure("User", [&] { write(xml, user); });
  co_return xml.take();
}

Asked GetUserRequest::asked() const {
  if (name) return Asked::entity(identity::Kind::kUser, *name);
  return {.about = Asked::About::kSelf};
}

Result<GetUserRequest> parse_get_user(const aws::Parameters& parameters) {
  Fields in(parameters);
  GetUserRequest request{.name = in.optional("UserName", kName128)};
  return in.finish(std::move(request));
}

namespace {

/// Root is shown as a user without a name.
std::string root_shape(const iam::Principal& root) {
  Xml xml;
  xml.structure("User", [&] {
    xml.text("UserId", root.account.text()).text("Arn", root.arn).text("Path", "/");
    xml.text("UserName", root.account.text()).time("CreateDate", SysTime{});
  });
  return xml.take();
}

async::Task<identity::User> find_caller(Services& services, const iam::Principal& caller) {
  if (caller.kind == iam::PrincipalKind::kRoleSession) {
    co_return fail(ErrorKind::kValidation, "Must specify userName when calling with non-User credentials");
  }
  co_return co_await services.identities->users.get_by_id(caller.id);
}

}  // namespace

async::Task<std::string> handle_get_user(Services& services, aws::Call& call, GetUserRequest request) {
  const iam::Principal& caller = call.context.principal;
  if (!request.name && caller.is_root) co_return root_shape(caller);
  ENTREPOT_CO_TRY(const auto user, request.name
                                       ? co_await services.identities->users.get(account_of(call), *request.name)
                                       : co_await find_caller(services, caller));
  Xml xml;
  xml.structure("User", [&] { write(xml, user); });
  co_return xml.take();
}

async::Task<std::string> handle_list_users(Services& services, aws::Call& call, PageOfAllRequest request) {
  ENTREPOT_CO_TRY(auto from, open_page(services, call, "", request.page));
  ENTREPOT_CO_TRY(const auto page, co_await services.identities->users.list(account_of(call), std::move(from)));
  Xml xml;
  xml.list("Users", page.items, [&](const identity::User& user) { write(xml, user); });
  write_end(xml, seal_page(services, call, "", request.page, page.next));
  co_return xml.take();
}

Result<RenameRequest> parse_update_user(const aws::Parameters& parameters) {
  Fields in(parameters);
  RenameRequest request{.kind = identity::Kind::kUser,
                        .name = in.required("UserName", kName128),
                        .new_name = in.optional("NewUserName", kNewUserName),
                        .new_path = in.optional("NewPath", kPath)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_update_user(Services& services, aws::Call& call, RenameRequest request) {
  co_return no_output(co_await services.identities->users.update(
      account_of(call), std::move(request.name), std::move(request.new_name), std::move(request.new_path)));
}

async::Task<std::string> handle_delete_user(Services& services, aws::Call& call, NameRequest request) {
  co_return no_output(co_await services.identities->users.remove(account_of(call), std::move(request.name)));
}

}  // namespace entrepot::api::iam_service
