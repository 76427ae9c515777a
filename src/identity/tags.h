#pragma once
// Tags of users, roles, managed policies and identity providers.

#include <string>
#include <variant>
#include <vector>

#include "identity/core.h"
#include "identity/inline_policies.h"
#include "identity/types.h"

namespace entrepot::identity {

/// A managed policy of the account, or a provider of it.
struct ByArn {
  model::AccountId account;
  std::string arn;
};
using Tagged = std::variant<Whose, ByArn>;

/// kNoSuchEntity if there is no such thing.
class TagSets {
 public:
  explicit TagSets(Core& core) : core_(core) {}

  /// kInvalidInput for a key that occurs twice, kLimitExceeded beyond 50.
  async::Task<void> put(Tagged of, Tags tags);
  async::Task<void> remove(Tagged of, std::vector<std::string> keys);
  async::Task<Tags> list(Tagged of);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
