#include "api/ecr/get_lifecycle_policy.h"

#include "api/aws/json_text.h"

namespace entrepot::api::ecr {

Result<GetLifecyclePolicyRequest> parse_get_lifecycle_policy(const json::Object& body) {
  json::Reader in(body);
  GetLifecyclePolicyRequest request{read_in_repository(in)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_get_lifecycle_policy(Services& services, aws::Call& call,
                                                      GetLifecyclePolicyRequest request) {
  ENTREPOT_CO_TRY(const registry::LifecyclePolicy policy,
                  co_await services.policies.lifecycle_policy(call.scope(), request.repository));
  json::Object answer = about(call, request.repository);
  answer["lifecyclePolicyText"] = policy.text;
  answer["lastEvaluatedAt"] = aws::timestamp(policy.last_evaluated_at);
  co_return answer;
}

}  // namespace entrepot::api::ecr
