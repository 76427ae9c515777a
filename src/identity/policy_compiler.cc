#include "identity/policy_compiler.h"

#include "identity/aws_policies.h"
#include "observe/log.h"

namespace entrepot::identity {
namespace {

constexpr observe::Logger kLog{"identity.policies"};

}  // namespace

PolicyPointer compile_or_deny(std::string_view document, model::PolicyOf of, std::string name) {
  auto parsed = model::parse_policy_document(document, of);
  if (parsed) {
    auto compiled = iam::Policy::compile(*parsed, name);
    if (compiled) return std::move(*compiled);
    parsed = std::unexpected(std::move(compiled).error());
  }
  kLog.error("policy_cannot_be_compiled", {{"policy", name}, {"why", parsed.error().detail()}});
  return iam::Policy::deny_all(std::move(name));
}

ManagedPolicies::ManagedPolicies() {
  for (const AwsPolicy& policy : aws_policies()) {
    of_aws_.emplace(policy.arn(), compile_or_deny(policy.document, model::PolicyOf::kIdentity, policy.arn()));
  }
}

void ManagedPolicies::put(const meta::PolicyDocumentRow& row) {
  const auto at = by_id_.find(row.policy);
  if (at != by_id_.end() && at->second.version == row.version) return;
  by_id_.insert_or_assign(row.policy, Entry{.version = row.version, .document = row.document, .compiled = nullptr});
}

void ManagedPolicies::remove_all() {
  by_id_.clear();
}

PolicyPointer ManagedPolicies::find(const meta::PolicyReference& reference) {
  if (!reference.policy) {
    const auto at = of_aws_.find(reference.arn);
    return at != of_aws_.end() ? at->second : iam::Policy::deny_all(reference.arn);
  }
  const auto at = by_id_.find(*reference.policy);
  if (at == by_id_.end()) return iam::Policy::deny_all(reference.arn);
  Entry& entry = at->second;
  if (!entry.compiled) {
    entry.compiled = compile_or_deny(entry.document, model::PolicyOf::kIdentity, reference.arn);
    entry.document.clear();
  }
  return entry.compiled;
}

}  // namespace entrepot::identity
