#include "api/ecr/set_repository_policy.h"

#include "api/ecr/policy_texts.h"

namespace entrepot::api::ecr {

Result<SetRepositoryPolicyRequest> parse_set_repository_policy(const json::Object& body) {
  json::Reader in(body);
  SetRepositoryPolicyRequest request{read_in_repository(in), read_policy_text(in, model::PolicyOf::kRepository)};
  // Repository policies decide nothing yet, so none can lock anybody out, and there is nothing to force.
  in.optional_bool("force", false);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_set_repository_policy(Services& services, aws::Call& call,
                                                       SetRepositoryPolicyRequest request) {
  ENTREPOT_CO_CHECK_OK(
      co_await services.policies.set_repository_policy(call.scope(), request.repository, request.policy));
  json::Object answer = about(call, request.repository);
  answer["policyText"] = request.policy;
  co_return answer;
}

}  // namespace entrepot::api::ecr
