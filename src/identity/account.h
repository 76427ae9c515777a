#pragma once
// An account as a whole.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "identity/core.h"
#include "identity/types.h"

namespace entrepot::identity {

class Account {
 public:
  explicit Account(Core& core) : core_(core) {}

  /// Numbers and quotas by the names that IAM gives them.
  async::Task<std::vector<std::pair<std::string, std::int64_t>>> summary(model::AccountId account);
  /// What conditions may ask of a user, group or role.
  struct Facts {
    Entity entity;
    Tags tags;
  };
  /// Of what is there under that name, in any case; nullopt if nothing is.
  async::Task<std::optional<Facts>> facts_of(model::AccountId account, Kind kind, std::string name);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
