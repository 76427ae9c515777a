#include "api/ecr/put_lifecycle_policy.h"

#include "api/ecr/policy_texts.h"
#include "lifecycle/policy.h"

namespace entrepot::api::ecr {

Result<PutLifecyclePolicyRequest> parse_put_lifecycle_policy(const json::Object& body) {
  json::Reader in(body);
  PutLifecyclePolicyRequest request{read_in_repository(in), {}};
  request.text = in.required_string("lifecyclePolicyText", {.max = lifecycle::kMaxPolicyCharacters});
  if (in.ok()) check_lifecycle_policy(in, request.text);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_put_lifecycle_policy(Services& services, aws::Call& call,
                                                      PutLifecyclePolicyRequest request) {
  ENTREPOT_CO_CHECK_OK(co_await services.policies.put_lifecycle_policy(call.scope(), request.repository, request.text));
  json::Object answer = about(call, request.repository);
  answer["lifecyclePolicyText"] = request.text;
  co_return answer;
}

}  // namespace entrepot::api::ecr
