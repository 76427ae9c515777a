#pragma once
// PutLifecyclePolicy. The text is answered as it was sent.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct PutLifecyclePolicyRequest : InRepository {
  std::string text;
};

Result<PutLifecyclePolicyRequest> parse_put_lifecycle_policy(const json::Object& body);
async::Task<json::Object> handle_put_lifecycle_policy(Services& services, aws::Call& call,
                                                      PutLifecyclePolicyRequest request);

}  // namespace entrepot::api::ecr
