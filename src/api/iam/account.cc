#include "api/iam/account.h"

#include <fmt/format.h>

#include "api/iam/shapes.h"

namespace entrepot::api::iam_service {
namespace {

/// kNoSuchEntity if a user is named and not there.
async::Task<void> check_user(Services& services, const aws::Call& call, const std::optional<std::string>& name) {
  if (!name) co_return Result<void>{};
  const auto user = co_await services.identities->users.get(account_of(call), *name);
  if (!user) co_return fail(user.error());
  co_return Result<void>{};
}

std::string empty_list(std::string_view name) {
  Xml xml;
  xml.texts(name, std::vector<std::string>());
  write_end(xml, "");
  return xml.take();
}

async::Task<std::string> empty_list_of_user(Services& services, const aws::Call& call,
                                            const std::optional<std::string>& name, std::string_view list) {
  ENTREPOT_CO_CHECK_OK(co_await check_user(services, call, name));
  co_return empty_list(list);
}

async::Task<std::string> no_login_profile(Services& services, const aws::Call& call,
                                          const std::optional<std::string>& name) {
  ENTREPOT_CO_CHECK_OK(co_await check_user(services, call, name));
  co_return fail(ErrorKind::kNoSuchEntity,
                 fmt::format("Login Profile for User {} cannot be found.", name.value_or(call.context.principal.arn)));
}

}  // namespace

async::Task<std::string> handle_get_account_summary(Services& services, aws::Call& call, NoRequest) {
  ENTREPOT_CO_TRY(const auto summary, co_await services.identities->account.summary(account_of(call)));
  Xml xml;
  xml.structure("SummaryMap", [&] {
    for (const auto& [name, value] : summary) {
      xml.structure("entry", [&] { xml.text("key", std::string_view(name)).number("value", value); });
    }
  });
  co_return xml.take();
}

async::Task<std::string> handle_list_account_aliases(Services&, aws::Call&, PageOfAllRequest) {
  co_return empty_list("AccountAliases");
}

async::Task<std::string> handle_list_instance_profiles_for_role(Services& services, aws::Call& call,
                                                                NamePageRequest request) {
  const auto role = co_await services.identities->roles.get(account_of(call), std::move(request.name));
  if (!role) co_return fail(role.error());
  co_return empty_list("InstanceProfiles");
}

async::Task<std::string> handle_list_mfa_devices(Services& services, aws::Call& call, KeyPageRequest request) {
  co_return co_await empty_list_of_user(services, call, request.user, "MFADevices");
}

async::Task<std::string> handle_list_ssh_public_keys(Services& services, aws::Call& call, KeyPageRequest request) {
  co_return co_await empty_list_of_user(services, call, request.user, "SSHPublicKeys");
}

async::Task<std::string> handle_list_signing_certificates(Services& services, aws::Call& call, KeyPageRequest request) {
  co_return co_await empty_list_of_user(services, call, request.user, "Certificates");
}

async::Task<std::string> handle_list_service_specific_credentials(Services& services, aws::Call& call,
                                                                  KeyPageRequest request) {
  co_return co_await empty_list_of_user(services, call, request.user, "ServiceSpecificCredentials");
}

async::Task<std::string> handle_get_login_profile(Services& services, aws::Call& call, KeyPageRequest request) {
  co_return co_await no_login_profile(services, call, request.user);
}

async::Task<std::string> handle_delete_login_profile(Services& services, aws::Call& call, KeyPageRequest request) {
  co_return co_await no_login_profile(services, call, request.user);
}

}  // namespace entrepot::api::iam_service
