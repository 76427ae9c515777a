#pragma once
// Principal and NotPrincipal, compiled. Private to the room.

#include <cstdint>
#include <string>
#include <vector>

#include "iam/ask.h"
#include "model/policy_document.h"

namespace entrepot::iam {

/// How a statement knows the asker; the later, the more of what else binds the asker it overrules.
enum class Standing : std::uint8_t {
  kNone,
  kAccount,  ///< its account, which leaves it to the account's own policies
  kRole,     ///< the role of its session
  kAnyone,   ///< "*"
  kSelf,     ///< the user, the session or the provider itself
};

class PrincipalPattern {
 public:
  explicit PrincipalPattern(const model::PolicyPrincipals& principals);
  /// NotPrincipal knows everybody whom it does not name, as kAnyone.
  Standing standing_of(const Asker& asker) const;
  bool is_negated() const noexcept { return is_negated_; }

 private:
  enum class Kind : std::uint8_t { kAnyone, kAccount, kArn, kId, kFederated, kOther };
  struct Name {
    Kind kind;
    std::string text;
  };
  void add(std::string_view kind, std::string_view name);
  static Standing standing(const Name& name, const Asker& asker);
  Standing named(const Asker& asker) const;

  bool is_negated_;
  std::vector<Name> names_;
};

}  // namespace entrepot::iam
