#pragma once
// GetRepositoryPolicy.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct GetRepositoryPolicyRequest : InRepository {};

Result<GetRepositoryPolicyRequest> parse_get_repository_policy(const json::Object& body);
async::Task<json::Object> handle_get_repository_policy(Services& services, aws::Call& call,
                                                       GetRepositoryPolicyRequest request);

}  // namespace entrepot::api::ecr
