#pragma once
// SetRepositoryPolicy.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct SetRepositoryPolicyRequest : InRepository {
  std::string policy;      ///< as it is answered
  bool is_forced = false;  ///< also if the author could set no other one then
};

Result<SetRepositoryPolicyRequest> parse_set_repository_policy(const json::Object& body);
async::Task<json::Object> handle_set_repository_policy(Services& services, aws::Call& call,
                                                       SetRepositoryPolicyRequest request);

}  // namespace entrepot::api::ecr
