#pragma once
// OpenID Connect providers that an account trusts.

#include <string>
#include <vector>

#include "identity/core.h"
#include "identity/types.h"

namespace entrepot::identity {

class Providers {
 public:
  explicit Providers(Core& core) : core_(core) {}

  /// `url` without "https://". Gives the ARN. kEntityExists, kLimitExceeded, kInvalidInput.
  async::Task<std::string> create(model::AccountId account, OidcProvider provider);
  /// kNoSuchEntity, as all that follow.
  async::Task<OidcProvider> get(model::AccountId account, std::string arn);
  /// ARNs.
  async::Task<std::vector<std::string>> list(model::AccountId account);
  /// One that is not there is no error, as in AWS.
  async::Task<void> remove(model::AccountId account, std::string arn);
  /// Once more is no error. kLimitExceeded beyond 100.
  async::Task<void> add_client_id(model::AccountId account, std::string arn, std::string client_id);
  /// One that is not there is no error.
  async::Task<void> remove_client_id(model::AccountId account, std::string arn, std::string client_id);
  /// kInvalidInput beyond five.
  async::Task<void> set_thumbprints(model::AccountId account, std::string arn, std::vector<std::string> thumbprints);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
