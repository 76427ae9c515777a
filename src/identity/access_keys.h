#pragma once
// Access keys of users, and of an account's root.

#include <optional>
#include <string>
#include <vector>

#include "identity/core.h"
#include "identity/types.h"
#include "meta/accounts.h"

namespace entrepot::identity {

struct NewAccessKey {
  AccessKey key;
  std::string secret;  ///< shown once; the caller wipes it
};

class AccessKeys {
 public:
  explicit AccessKeys(Core& core) : core_(core) {}

  /// Everywhere: `user` is a name; nullopt stands for the account's root. kNoSuchEntity if there is no such user, and
  /// for a key that is not this user's. kLimitExceeded beyond two.
  async::Task<NewAccessKey> create(model::AccountId account, std::optional<std::string> user);
  async::Task<std::vector<AccessKey>> list(model::AccountId account, std::optional<std::string> user);
  async::Task<void> set_active(model::AccountId account, std::optional<std::string> user, std::string id,
                               bool is_active);
  async::Task<void> remove(model::AccountId account, std::optional<std::string> user, std::string id);

  struct LastUse {
    std::string user_name;  ///< empty: root
    std::optional<meta::AccessKeyUse> use;
  };
  /// Of a key of the account.
  async::Task<LastUse> last_use(model::AccountId account, std::string id);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
