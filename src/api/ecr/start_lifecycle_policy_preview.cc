#include "api/ecr/start_lifecycle_policy_preview.h"

#include "api/ecr/policy_texts.h"
#include "lifecycle/policy.h"

namespace entrepot::api::ecr {

Result<StartLifecyclePolicyPreviewRequest> parse_start_lifecycle_policy_preview(const json::Object& body) {
  json::Reader in(body);
  StartLifecyclePolicyPreviewRequest request{read_in_repository(in), {}};
  request.text = in.optional_string("lifecyclePolicyText", {.max = lifecycle::kMaxPolicyCharacters});
  if (in.ok() && request.text) check_lifecycle_policy(in, *request.text);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_start_lifecycle_policy_preview(Services& services, aws::Call& call,
                                                                StartLifecyclePolicyPreviewRequest request) {
  if (request.text) {
    ENTREPOT_CO_CHECK_OK(co_await services.repositories.find(call.scope(), {request.repository}));
  } else {
    ENTREPOT_CO_CHECK_OK(co_await services.policies.lifecycle_policy(call.scope(), request.repository));
  }
  co_return fail(ErrorKind::kValidation,
                 "Lifecycle policy previews are not available in this version of entrepot; see COMPATIBILITY.md");
}

}  // namespace entrepot::api::ecr
