#pragma once
// The one place that decides whether a principal may do an action on a resource.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "iam/principal.h"

namespace entrepot::iam {

class ConditionKeys;
class Policy;

/// What decided, in the words of the denial texts; for the audit log.
struct Explanation {
  std::string policy_kind;  ///< "identity-based policy"; empty: none decided
  std::string policy;       ///< name or ARN
  std::string statement;    ///< Sid, or "#3"
};

/// A question. It holds views: what they show must outlive the call.
struct Access {
  std::string_view action;        ///< "ecr:PutImage"; empty: needs no permission (a valid identity is enough)
  std::string_view resource;      ///< ARN, or "*"
  const model::AccountId& owner;  ///< the account that owns the resource
  /// What the request tells conditions about itself. Null: nothing.
  const ConditionKeys* keys = nullptr;
  std::span<const std::shared_ptr<const Policy>> resource_policies{};  ///< of the resource; none null
  const Policy* endpoint = nullptr;                                    ///< of the private endpoint; null: none
  Explanation* explanation = nullptr;                                  ///< filled if there is one
};

class Authorizer {
 public:
  virtual ~Authorizer() = default;
  /// Whether authorize() says yes to everything that `principal` may ask about what `owner` owns, where neither the
  /// resource nor a private endpoint has a policy. Then nothing else about the resource need be known.
  virtual bool allows_all(const Principal& principal, const model::AccountId& owner) const = 0;
  /// kAccessDenied "User: <arn> is not authorized to perform: <action> on resource: <arn> because no identity-based
  /// policy allows the <action> action" (or what else it was that refused). No I/O.
  virtual Result<void> authorize(const Principal& principal, const Access& access) const = 0;
};

/// Root of an account may do everything in its own account; nobody else anything.
class RootOnly final : public Authorizer {
 public:
  bool allows_all(const Principal& principal, const model::AccountId& owner) const override;
  Result<void> authorize(const Principal& principal, const Access& access) const override;
};

}  // namespace entrepot::iam
