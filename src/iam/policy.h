#pragma once
// A policy document made ready to decide by.

#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "model/policy_document.h"

namespace entrepot::iam {

class Statement;

/// Immutable; shared among threads.
class Policy {
 public:
  /// `name` is what audit records call the policy: its ARN, or the name of an inline policy. kInvalidParameter, saying
  /// why, for documents beyond our limits (model/policy_limits.h). A condition's value that is no value of its operator
  /// makes an Allow never hold and a Deny always.
  static Result<std::shared_ptr<const Policy>> compile(const model::PolicyDocument& document, std::string name);
  /// Denies everything to everybody: what stands for a stored document that cannot be compiled.
  static std::shared_ptr<const Policy> deny_all(std::string name);
  /// Allows everything to everybody: AWS's FullAWSAccess, which stands beside the Denies in each level of an
  /// organisation.
  static std::shared_ptr<const Policy> allow_all(std::string name);

  ~Policy();
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;

  const std::string& name() const noexcept { return name_; }
  /// iam/statement.h; for decide() alone.
  std::span<const Statement> statements() const noexcept;

 private:
  explicit Policy(std::string name);
  static std::shared_ptr<const Policy> of_everything(std::string name, model::PolicyEffect effect, std::string sid);
  std::string name_;
  std::vector<Statement> statements_;
};

}  // namespace entrepot::iam
