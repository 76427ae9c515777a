#pragma once
// DeleteRegistryPolicy: answers the policy that there was.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct DeleteRegistryPolicyRequest {
  aws::Target target() const { return {}; }
};

Result<DeleteRegistryPolicyRequest> parse_delete_registry_policy(const json::Object& body);
async::Task<json::Object> handle_delete_registry_policy(Services& services, aws::Call& call,
                                                        DeleteRegistryPolicyRequest request);

}  // namespace entrepot::api::ecr
