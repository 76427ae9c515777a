#pragma once
// DeleteRepositoryPolicy: answers the policy that there was.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct DeleteRepositoryPolicyRequest : InRepository {};

Result<DeleteRepositoryPolicyRequest> parse_delete_repository_policy(const json::Object& body);
async::Task<json::Object> handle_delete_repository_policy(Services& services, aws::Call& call,
                                                          DeleteRepositoryPolicyRequest request);

}  // namespace entrepot::api::ecr
