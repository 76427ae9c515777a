#include "iam/policy.h"

#include "base/encoding.h"
#include "iam/statement.h"
#include "model/policy_limits.h"

namespace entrepot::iam {
namespace {

std::unexpected<Error> refuse(std::string why) {
  return fail(Error(ErrorKind::kInvalidParameter, "Invalid policy provided").because(std::move(why)));
}

Result<void> check_resources(const model::PolicyStatement& statement, bool has_variables) {
  if (!statement.resources) return {};
  for (const std::string& resource : statement.resources->patterns.words) {
    if (!ArnPattern::parse(resource, {.has_variables = has_variables})) {
      return refuse("'" + printable(resource, 64) + "' is no resource");
    }
  }
  return {};
}

}  // namespace

Policy::Policy(std::string name) : name_(std::move(name)) {}
Policy::~Policy() = default;

std::span<const Statement> Policy::statements() const noexcept {
  return statements_;
}

Result<std::shared_ptr<const Policy>> Policy::compile(const model::PolicyDocument& document, std::string name) {
  if (auto problem = model::beyond_limits(document)) return refuse(*std::move(problem));
  const bool has_variables = document.version != "2008-10-17";
  for (const model::PolicyStatement& statement : document.statements) {
    ENTREPOT_CHECK_OK(check_resources(statement, has_variables));
  }
  const std::shared_ptr<Policy> policy(new Policy(std::move(name)));
  policy->statements_.reserve(document.statements.size());
  for (const model::PolicyStatement& statement : document.statements) {
    policy->statements_.emplace_back(statement, policy->statements_.size() + 1, has_variables);
  }
  return policy;
}

std::shared_ptr<const Policy> Policy::deny_all(std::string name) {
  return of_everything(std::move(name), model::PolicyEffect::kDeny, "Unreadable");
}

std::shared_ptr<const Policy> Policy::allow_all(std::string name) {
  return of_everything(std::move(name), model::PolicyEffect::kAllow, "Everything");
}

std::shared_ptr<const Policy> Policy::of_everything(std::string name, model::PolicyEffect effect, std::string sid) {
  const std::shared_ptr<Policy> policy(new Policy(std::move(name)));
  const model::PolicyStatement statement{
      .sid = std::move(sid),
      .effect = effect,
      .principals = model::PolicyPrincipals{.is_negated = false, .is_anyone = true, .kinds = {}},
      .actions = {.is_negated = false, .patterns = {.words = {"*"}}},
      .resources = model::PolicyPatterns{.is_negated = false, .patterns = {.words = {"*"}}},
      .conditions = {}};
  policy->statements_.emplace_back(statement, 1, false);
  return policy;
}

}  // namespace entrepot::iam
