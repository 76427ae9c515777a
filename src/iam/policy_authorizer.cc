#include "iam/policy_authorizer.h"

#include "iam/decide.h"

namespace entrepot::iam {
namespace {

class NoKeys final : public ConditionKeys {
 public:
  bool find(std::string_view, std::vector<std::string>&) const override { return false; }
};

void explain(const Decision& decision, Explanation& out) {
  if (decision.kind == PolicyKind::kNone) return;
  out = {.policy_kind = std::string(to_string(decision.kind)),
         .policy = std::string(decision.policy),
         .statement = std::string(decision.statement)};
}

}  // namespace

bool PolicyAuthorizer::allows_all(const Principal& principal, const model::AccountId& owner) const {
  return principal.is_root && !principal.session && principal.account == owner && !directory_.find_organisation(owner);
}

Result<void> PolicyAuthorizer::authorize(const Principal& principal, const Access& access) const {
  static const NoKeys kNoKeys;
  if (access.action.empty()) return {};
  // Held until the decision has been told: it shows parts of them.
  const auto identity = principal.is_root ? nullptr : directory_.find(principal.identity_id());
  const auto organisation = directory_.find_organisation(principal.account);
  const auto owners = principal.account == access.owner ? organisation : directory_.find_organisation(access.owner);

  const Question question{.action = access.action,
                          .resource = access.resource,
                          .owner = access.owner,
                          .keys = access.keys != nullptr ? *access.keys : static_cast<const ConditionKeys&>(kNoKeys)};
  const Decision decision = decide(question, {.principal = principal,
                                              .identity = identity.get(),
                                              .resource_policies = access.resource_policies,
                                              .endpoint = access.endpoint,
                                              .organisation = organisation.get(),
                                              .owner_organisation = owners.get()});
  if (access.explanation != nullptr) explain(decision, *access.explanation);
  if (decision.is_allowed) return {};
  return fail(ErrorKind::kAccessDenied, denial_text(question, principal.arn, decision));
}

}  // namespace entrepot::iam
