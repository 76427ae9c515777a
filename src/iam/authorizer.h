#pragma once
// The one place that decides whether a principal may do an action on a resource.

#include <string>
#include <string_view>

#include "base/result.h"
#include "iam/principal.h"

namespace entrepot::iam {

struct Access {
  std::string_view action;  ///< "ecr:PutImage"; empty: needs no permission (a valid identity is enough)
  std::string resource;     ///< ARN, or "*"
  model::AccountId owner;   ///< the account that owns the resource
};

class Authorizer {
 public:
  virtual ~Authorizer() = default;
  /// kAccessDenied "User: <arn> is not authorized to perform: <action> on resource: <arn> because no identity-based
  /// policy allows the <action> action" (or "resource-based" for another account).
  virtual Result<void> authorize(const Principal& principal, const Access& access) const = 0;
};

/// Root of an account may do everything in its own account; nobody else anything.
class RootOnly final : public Authorizer {
 public:
  Result<void> authorize(const Principal& principal, const Access& access) const override;
};

}  // namespace entrepot::iam
