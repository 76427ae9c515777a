#pragma once
// GetLifecyclePolicy.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct GetLifecyclePolicyRequest : InRepository {};

Result<GetLifecyclePolicyRequest> parse_get_lifecycle_policy(const json::Object& body);
async::Task<json::Object> handle_get_lifecycle_policy(Services& services, aws::Call& call,
                                                      GetLifecyclePolicyRequest request);

}  // namespace entrepot::api::ecr
