#include "api/iam/access_keys.h"

#include "api/iam/shapes.h"
#include "crypto/secret.h"

namespace entrepot::api::iam_service {
namespace {

/// Whose keys a request is about: a user's name, nullopt for root.
async::Task<std::optional<std::string>> owner(Services& services, const aws::Call& call,
                                              const std::optional<std::string>& named) {
  if (named) co_return named;
  const iam::Principal& caller = call.context.principal;
  if (caller.is_root) co_return std::optional<std::string>();
  if (caller.kind == iam::PrincipalKind::kRoleSession) {
    co_return fail(ErrorKind::kValidation, "Must specify userName when calling with non-User credentials");
  }
  ENTREPOT_CO_TRY(auto user, co_await services.identities->users.get_by_id(caller.id));
  co_return std::optional(std::move(user.entity.name));
}

}  // namespace

Asked KeyRequest::asked() const {
  if (user) return Asked::entity(identity::Kind::kUser, *user);
  return {.about = Asked::About::kSelf};
}

Result<KeyRequest> parse_create_access_key(const aws::Parameters& parameters) {
  Fields in(parameters);
  KeyRequest request{.user = in.optional("UserName", kName128), .id = {}};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_create_access_key(Services& services, aws::Call& call, KeyRequest request) {
  ENTREPOT_CO_TRY(auto user, co_await owner(services, call, request.user));
  ENTREPOT_CO_TRY(auto made, co_await services.identities->access_keys.create(account_of(call), std::move(user)));
  Xml xml;
  xml.structure("AccessKey", [&] {
    if (!made.key.user_name.empty()) xml.text("UserName", made.key.user_name);
    xml.text("AccessKeyId", made.key.id).text("Status", "Active").text("SecretAccessKey", made.secret);
    xml.time("CreateDate", made.key.created_at);
  });
  crypto::wipe(made.secret);
  co_return xml.take();
}

Result<KeyRequest> parse_update_access_key(const aws::Parameters& parameters) {
  Fields in(parameters);
  KeyRequest request{.user = in.optional("UserName", kName128),
                     .id = in.required("AccessKeyId", kAccessKeyId),
                     .is_active = in.required("Status", kKeyState) == "Active"};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_update_access_key(Services& services, aws::Call& call, KeyRequest request) {
  ENTREPOT_CO_TRY(auto user, co_await owner(services, call, request.user));
  co_return no_output(co_await services.identities->access_keys.set_active(account_of(call), std::move(user),
                                                                           std::move(request.id), request.is_active));
}

Result<KeyRequest> parse_delete_access_key(const aws::Parameters& parameters) {
  Fields in(parameters);
  KeyRequest request{.user = in.optional("UserName", kName128), .id = in.required("AccessKeyId", kAccessKeyId)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_delete_access_key(Services& services, aws::Call& call, KeyRequest request) {
  ENTREPOT_CO_TRY(auto user, co_await owner(services, call, request.user));
  co_return no_output(
      co_await services.identities->access_keys.remove(account_of(call), std::move(user), std::move(request.id)));
}

Result<KeyPageRequest> parse_list_access_keys(const aws::Parameters& parameters) {
  Fields in(parameters);
  KeyPageRequest request{.user = in.optional("UserName", kName128), .page = in.page()};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_list_access_keys(Services& services, aws::Call& call, KeyPageRequest request) {
  ENTREPOT_CO_TRY(auto user, co_await owner(services, call, request.user));
  const std::string what = user.value_or("");
  ENTREPOT_CO_TRY(const auto from, open_page(services, call, what, request.page));
  ENTREPOT_CO_TRY(auto keys, co_await services.identities->access_keys.list(account_of(call), std::move(user)));
  const auto page = cut_page(std::move(keys), from, [](const identity::AccessKey& key) { return key.id; });
  Xml xml;
  xml.list("AccessKeyMetadata", page.items, [&](const identity::AccessKey& key) { write(xml, key); });
  write_end(xml, seal_page(services, call, what, request.page, page.next));
  co_return xml.take();
}

Result<KeyUseRequest> parse_get_access_key_last_used(const aws::Parameters& parameters) {
  Fields in(parameters);
  KeyUseRequest request{.id = in.required("AccessKeyId", kAccessKeyId)};
  return in.finish(std::move(request));
}

async::Task<std::string> handle_get_access_key_last_used(Services& services, aws::Call& call, KeyUseRequest request) {
  ENTREPOT_CO_TRY(const auto last,
                  co_await services.identities->access_keys.last_use(account_of(call), std::move(request.id)));
  Xml xml;
  if (!last.user_name.empty()) xml.text("UserName", last.user_name);
  xml.structure("AccessKeyLastUsed", [&] {
    if (last.use) xml.time("LastUsedDate", last.use->used_at);
    xml.text("ServiceName", last.use ? std::string_view(last.use->service) : "N/A");
    xml.text("Region", last.use ? std::string_view(last.use->region) : "N/A");
  });
  co_return xml.take();
}

}  // namespace entrepot::api::iam_service
