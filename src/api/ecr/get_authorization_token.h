#pragma once
// GetAuthorizationToken: the password for docker login.

#include <vector>

#include "api/ecr/members.h"
#include "model/names.h"

namespace entrepot::api::ecr {

struct GetAuthorizationTokenRequest {
  std::vector<model::AccountId> registries;  ///< empty: the own one

  aws::Target target() const { return {}; }
};

Result<GetAuthorizationTokenRequest> parse_get_authorization_token(const json::Object& body);
async::Task<json::Object> handle_get_authorization_token(Services& services, aws::Call& call,
                                                         GetAuthorizationTokenRequest request);

}  // namespace entrepot::api::ecr
