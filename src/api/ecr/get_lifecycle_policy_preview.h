#pragma once
// GetLifecyclePolicyPreview: there is none yet.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct GetLifecyclePolicyPreviewRequest : InRepository {};

Result<GetLifecyclePolicyPreviewRequest> parse_get_lifecycle_policy_preview(const json::Object& body);
async::Task<json::Object> handle_get_lifecycle_policy_preview(Services& services, aws::Call& call,
                                                              GetLifecyclePolicyPreviewRequest request);

}  // namespace entrepot::api::ecr
