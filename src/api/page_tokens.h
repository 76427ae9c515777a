#pragma once
// nextToken: a sealed position in a listing, bound to the operation and what it lists.

#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace entrepot::api {

class PageTokens {
 public:
  explicit PageTokens(const crypto::Key& key) : key_(key) {}
  /// `context` names the listing: operation, registry, repository, filter.
  std::string seal(std::string_view context, std::string_view position) const;
  /// kInvalidParameter "Invalid parameter at 'nextToken' failed to satisfy constraint: ..." for a foreign token.
  Result<std::string> open(std::string_view context, std::string_view token) const;

 private:
  crypto::Key key_;
};

}  // namespace entrepot::api
