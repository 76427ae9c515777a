#pragma once
// DeleteLifecyclePolicy: answers the policy that there was.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct DeleteLifecyclePolicyRequest : InRepository {};

Result<DeleteLifecyclePolicyRequest> parse_delete_lifecycle_policy(const json::Object& body);
async::Task<json::Object> handle_delete_lifecycle_policy(Services& services, aws::Call& call,
                                                         DeleteLifecyclePolicyRequest request);

}  // namespace entrepot::api::ecr
