#include "iam/authorizer.h"

#include <fmt/format.h>

namespace entrepot::iam {

bool RootOnly::allows_all(const Principal& principal, const model::AccountId& owner) const {
  return principal.is_root && principal.account == owner;
}

Result<void> RootOnly::authorize(const Principal& principal, const Access& access) const {
  if (access.action.empty() || allows_all(principal, access.owner)) return {};
  const bool is_own = principal.account == access.owner;
  return fail(
      ErrorKind::kAccessDenied,
      fmt::format("User: {} is not authorized to perform: {} on resource: {} because no {}-based policy allows the "
                  "{} action",
                  principal.arn, access.action, access.resource, is_own ? "identity" : "resource", access.action));
}

}  // namespace entrepot::iam
