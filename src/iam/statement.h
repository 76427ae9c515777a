#pragma once
// One statement of a policy, compiled. Private to the room.

#include <optional>
#include <string>
#include <vector>

#include "iam/condition.h"
#include "iam/pattern.h"
#include "iam/principal_pattern.h"
#include "model/policy_document.h"

namespace entrepot::iam {

/// "ecr:BatchGet*", "*"; upper and lower case are the same.
class ActionPattern {
 public:
  explicit ActionPattern(std::string_view text);
  bool matches(Ask& ask) const;

 private:
  Glob service_;
  Glob name_;
};

class Statement {
 public:
  /// `number`, counted from 1, names it if it has no Sid.
  Statement(const model::PolicyStatement& statement, std::size_t number, bool has_variables);

  bool is_deny() const noexcept { return is_deny_; }
  const std::string& label() const noexcept { return label_; }
  /// Action, resource and conditions.
  bool matches(Ask& ask) const;
  /// Of a policy that names principals: kNone if this statement names none, so that it never applies there.
  Standing standing_of(const Asker& asker) const;
  bool is_not_principal() const noexcept { return principals_ && principals_->is_negated(); }

 private:
  bool matches_action(Ask& ask) const;
  bool matches_resource(Ask& ask) const;

  bool is_deny_;
  std::string label_;
  std::optional<PrincipalPattern> principals_;
  bool has_not_action_;
  std::vector<ActionPattern> actions_;
  bool has_not_resource_ = false;
  bool has_resources_ = false;  ///< without them it is about what the policy is attached to
  std::vector<ArnPattern> resources_;
  std::vector<Condition> conditions_;
};

}  // namespace entrepot::iam
