#pragma once
// Pull-through cache rules: which prefix stands for which other registry. What pulls is not of this room.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "model/upstream.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

struct CacheRule {
  std::string prefix;  ///< as it was given: a slash at its end makes no difference
  model::Upstream upstream{};
  std::string upstream_url;     ///< a host
  std::string upstream_prefix;  ///< or "ROOT"
  std::string credential_arn;   ///< empty: none
  std::string custom_role_arn;  ///< empty: none
  SysTime created_at;
  SysTime updated_at;
};

class CacheRules {
 public:
  explicit CacheRules(Core& core) : core_(core) {}

  /// kUnsupportedUpstream for a registry that must be signed in to, without a credential; kSecretNotFound;
  /// kCacheRuleExists; kLimitExceeded.
  async::Task<CacheRule> create(Scope scope, CacheRule rule);
  /// How to sign in. kCacheRuleNotFound; kSecretNotFound; kInvalidParameter for a role where the upstream is not ECR.
  struct SignIn {
    std::string credential_arn;  ///< one of the two is given
    std::string custom_role_arn;
  };
  async::Task<CacheRule> update(Scope scope, std::string prefix, SignIn sign_in);
  /// kCacheRuleNotFound. Repositories and images that it brought stay.
  async::Task<CacheRule> remove(Scope scope, std::string prefix);
  /// In the order of `prefixes`. kCacheRuleNotFound for any that is not there.
  async::Task<std::vector<CacheRule>> find(Scope scope, std::vector<std::string> prefixes);
  /// Ordered by prefix.
  async::Task<Page<CacheRule>> list(Scope scope, PageRequest page);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
