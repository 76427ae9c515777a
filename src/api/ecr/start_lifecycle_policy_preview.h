#pragma once
// StartLifecyclePolicyPreview: everything about the request is checked, but nothing previews yet.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct StartLifecyclePolicyPreviewRequest : InRepository {
  std::optional<std::string> text;  ///< absent: the repository's own policy
};

Result<StartLifecyclePolicyPreviewRequest> parse_start_lifecycle_policy_preview(const json::Object& body);
async::Task<json::Object> handle_start_lifecycle_policy_preview(Services& services, aws::Call& call,
                                                                StartLifecyclePolicyPreviewRequest request);

}  // namespace entrepot::api::ecr
