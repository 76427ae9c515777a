#include "iam/authorizer.h"

#include <fmt/format.h>

namespace entrepot::iam {

Result<void> RootOnly::authorize(const Principal& principal, const Access& access) const {
  if (access.action.empty()) return {};
  const bool is_own = principal.account == access.owner;
  if (is_own && principal.is_root) return {};
  return fail(
      ErrorKind::kAccessDenied,
      fmt::format("User: {} is not authorized to perform: {} on resource: {} because no {}-based policy allows the "
                  "{} action",
                  principal.arn, access.action, access.resource, is_own ? "identity" : "resource", access.action));
}

}  // namespace entrepot::iam
