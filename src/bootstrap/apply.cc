#include "bootstrap/apply.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "bootstrap/apply_entities.h"
#include "identity/aws_policies.h"
#include "identity/names.h"

namespace entrepot::bootstrap {
namespace {

/// What others refer to comes first.
Result<void> apply_account(Applying& applying) {
  const Account& account = applying.account;
  for (const Policy& policy : account.policies) ENTREPOT_CHECK_OK(apply_policy(applying, policy));
  for (const Provider& provider : account.providers) ENTREPOT_CHECK_OK(apply_provider(applying, provider));
  for (const Group& group : account.groups) ENTREPOT_CHECK_OK(apply_group(applying, group));
  for (const User& user : account.users) ENTREPOT_CHECK_OK(apply_user(applying, user));
  for (const Role& role : account.roles) ENTREPOT_CHECK_OK(apply_role(applying, role));
  return {};
}

}  // namespace

std::unexpected<Error> Applying::refuse(const Place& place, std::string_view value, const Error& error) const {
  return fail(Error(ErrorKind::kInvalidParameter,
                    fmt::format("{}: {} = '{}': {}", declaration.file, place.key, printable(value), error.message()))
                  .because(std::string(error.detail())));
}

std::string Applying::arn_of(std::string_view policy) const {
  if (policy.starts_with("arn:")) return std::string(policy);
  for (const Policy& declared : account.policies) {
    if (declared.name == policy) return identity::policy_arn(account.id, declared.path, declared.name);
  }
  for (const identity::AwsPolicy& of_aws : identity::aws_policies()) {
    if (of_aws.name == policy) return of_aws.arn();
  }
  return identity::policy_arn(account.id, "/", policy);
}

Result<std::size_t> apply(const Declaration& declaration, identity::Principals& principals,
                          const KeyWriter& write_key) {
  std::size_t changes = 0;
  for (const Account& account : declaration.accounts) {
    Applying applying{.declaration = declaration, .account = account, .principals = principals, .write_key = write_key};
    ENTREPOT_CHECK_OK(apply_account(applying));
    changes += applying.changes;
  }
  return changes;
}

}  // namespace entrepot::bootstrap
