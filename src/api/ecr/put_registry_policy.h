#pragma once
// PutRegistryPolicy.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct PutRegistryPolicyRequest {
  std::string policy;  ///< as it is answered

  aws::Target target() const { return {}; }
};

Result<PutRegistryPolicyRequest> parse_put_registry_policy(const json::Object& body);
async::Task<json::Object> handle_put_registry_policy(Services& services, aws::Call& call,
                                                     PutRegistryPolicyRequest request);

}  // namespace entrepot::api::ecr
