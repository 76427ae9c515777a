#pragma once
// May they? One pure function from policies to a decision.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "iam/condition_keys.h"
#include "iam/directory.h"
#include "iam/policy.h"
#include "iam/principal.h"

namespace entrepot::iam {

struct Question {
  std::string_view action;    ///< "ecr:PutImage"
  std::string_view resource;  ///< an ARN, or "*" for actions that have none
  model::AccountId owner;     ///< of the resource
  const ConditionKeys& keys;
  /// A resource whose policy must allow, so that an identity's Allow alone is not enough: a role and its trust policy.
  bool needs_resource_allow = false;
};

/// Everything the decision rests on: the caller keeps it alive as long as it looks at the Decision.
struct Against {
  const Principal& principal;
  /// The user or role behind the principal. Null for root; anybody else without an identity may nothing.
  const Identity* identity = nullptr;
  std::span<const std::shared_ptr<const Policy>> resource_policies;  ///< an Allow of any counts, and a Deny of any
  const Policy* endpoint = nullptr;                                  ///< of the private endpoint; null: none
  const Organisation* organisation = nullptr;                        ///< of the principal's account; null: none
  const Organisation* owner_organisation = nullptr;                  ///< of the resource's account; null: none
};

enum class PolicyKind : std::uint8_t {
  kNone,
  kIdentity,
  kResource,
  kBoundary,
  kSession,
  kEndpoint,
  kServiceControl,
  kResourceControl,
};
/// "identity-based policy", "permissions boundary", ..: AWS's words.
std::string_view to_string(PolicyKind kind) noexcept;

enum class Reason : std::uint8_t {
  kAllowed,             ///< by a statement
  kRoot,                ///< the account's own root
  kNoPermissionNeeded,  ///< sts:GetCallerIdentity
  kExplicitDeny,        ///< by a statement
  kNoAllow,             ///< no policy of `kind` allows
  kNotForSession,       ///< a session of a user (GetSessionToken) may never do this
  kTooCostly,           ///< the policies would take too long to evaluate
};
std::string_view to_string(Reason reason) noexcept;

struct Decision {
  bool is_allowed = false;
  Reason reason = Reason::kNoAllow;
  PolicyKind kind = PolicyKind::kNone;  ///< which kind of policy decided
  std::string_view policy;              ///< its name; empty if no statement decided
  std::string_view statement;           ///< its Sid, else "#3"
  /// What the caller may be told. It differs from the above where another account's policies would show what exists
  /// there.
  Reason told_reason = Reason::kNoAllow;
  PolicyKind told_kind = PolicyKind::kNone;
};

/// Explicit Deny first; then organisation, endpoint, identity, boundary, session and resource as AWS combines them in
/// one account and across accounts. No I/O; bounded in time.
Decision decide(const Question& question, const Against& against);

/// Who comes with a token of an identity provider, before they are anybody's principal.
struct FederatedCaller {
  std::string_view provider;  ///< ARN of the OIDC provider in the role's account
};
/// sts:AssumeRoleWithWebIdentity: the role's trust policy alone decides, within endpoint and organisation.
Decision decide_federated(const Question& question, const FederatedCaller& caller, const Policy& trust,
                          const Policy* endpoint = nullptr, const Organisation* owner_organisation = nullptr);

/// "User: <arn> is not authorized to perform: <action> on resource: <resource> because no identity-based policy allows
/// the <action> action", or "with an explicit deny in a permissions boundary".
std::string denial_text(const Question& question, std::string_view caller_arn, const Decision& decision);

}  // namespace entrepot::iam
