#pragma once
// An IAM policy document as values: what a repository policy and a registry policy are. policy_parse.cc reads and
// checks the text, policy_text.cc writes it; deciding by it is iam's.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace entrepot::model {

/// What JSON gives as one string or as a list of them. Which of the two it was is kept, since the text is shown again.
struct PolicyWords {
  std::vector<std::string> words;  ///< at least one; IAM takes conditions without
  bool is_list = false;
  bool operator==(const PolicyWords&) const = default;
};

enum class PolicyEffect : std::uint8_t { kAllow, kDeny };

/// Principal or NotPrincipal.
struct PolicyPrincipals {
  struct OfKind {
    std::string kind;  ///< "AWS", "Service", "Federated", "CanonicalUser"
    PolicyWords names;
    bool operator==(const OfKind&) const = default;
  };
  bool is_negated = false;
  bool is_anyone = false;  ///< "*", without a kind; `kinds` is empty then
  std::vector<OfKind> kinds;
  bool operator==(const PolicyPrincipals&) const = default;
};

/// Action or NotAction; Resource or NotResource.
struct PolicyPatterns {
  bool is_negated = false;
  PolicyWords patterns;
  bool operator==(const PolicyPatterns&) const = default;
};

/// One key of one operator; all of them must hold.
struct PolicyCondition {
  std::string op;   ///< "StringLike", "ForAnyValue:StringEqualsIfExists"
  std::string key;  ///< "aws:SourceArn"
  PolicyWords values;
  bool operator==(const PolicyCondition&) const = default;
};

struct PolicyStatement {
  std::optional<std::string> sid;
  PolicyEffect effect = PolicyEffect::kAllow;
  std::optional<PolicyPrincipals> principals;
  PolicyPatterns actions;
  std::optional<PolicyPatterns> resources;
  std::vector<PolicyCondition> conditions;  ///< those of one operator stand together
  bool operator==(const PolicyStatement&) const = default;
};

struct PolicyDocument {
  std::string version = "2008-10-17";  ///< also if the text says none
  std::optional<std::string> id;
  std::vector<PolicyStatement> statements;
  bool operator==(const PolicyDocument&) const = default;
};

/// What a policy is attached to decides what it must say.
enum class PolicyOf : std::uint8_t {
  kRepository,  ///< principals required, resources may be there, actions of ecr
  kRegistry,    ///< principals and resources required, actions of ecr
  kIdentity,    ///< of a user, group or role, managed policies and boundaries: no principals, resources required
  kTrust,       ///< of a role: principals required, no resources, actions of sts
  kSession,     ///< as kIdentity
  kEndpoint,    ///< of a private endpoint: principals and resources required, any action
};

/// Of both kinds of policy.
inline constexpr std::size_t kMaxPolicyDocument = 10'240;

/// kInvalidParameter, whose detail says where and why; its message is for the caller to make, since ECR names only the
/// kind of policy. For documents of IAM and STS (identity, trust, session): kMalformedPolicy with IAM's own message.
/// Bounded in depth and numbers (policy_limits.h); the length of the text is the caller's to check.
Result<PolicyDocument> parse_policy_document(std::string_view text, PolicyOf of);

/// As ECR writes a policy: elements in their order, two spaces a level, `"key" : value`, lists on one line. What it
/// writes, parse_policy_document() reads as the same values.
std::string policy_text(const PolicyDocument& document);

}  // namespace entrepot::model
