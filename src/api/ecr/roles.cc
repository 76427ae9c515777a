#include "api/ecr/roles.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "model/arn.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::string_view kMember = "customRoleArn";

}  // namespace

std::optional<std::string> read_custom_role(json::Reader& in, EmptyRole empty) {
  std::optional<std::string> arn = in.optional_string(kMember);
  if (!arn || (arn->empty() && empty == EmptyRole::kClears)) return arn;
  if (!model::account_of_role(*arn)) in.refuse(kMember, "must be the ARN of an IAM role");
  return arn;
}

Result<void> check_role_account(const std::string& role_arn, const model::AccountId& account) {
  if (role_arn.empty() || model::account_of_role(role_arn) == account) return {};
  return fail(ErrorKind::kInvalidParameter,
              json::constraint_text(kMember, fmt::format("the role '{}' must belong to the account '{}'",
                                                         printable(role_arn, 200), account.text())));
}

}  // namespace entrepot::api::ecr
