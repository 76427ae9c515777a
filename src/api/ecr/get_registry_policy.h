#pragma once
// GetRegistryPolicy.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct GetRegistryPolicyRequest {
  aws::Target target() const { return {}; }
};

Result<GetRegistryPolicyRequest> parse_get_registry_policy(const json::Object& body);
async::Task<json::Object> handle_get_registry_policy(Services& services, aws::Call& call,
                                                     GetRegistryPolicyRequest request);

}  // namespace entrepot::api::ecr
