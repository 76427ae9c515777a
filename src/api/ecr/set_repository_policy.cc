#include "api/ecr/set_repository_policy.h"

#include "api/ecr/lock_out.h"
#include "api/ecr/policy_principals.h"
#include "api/ecr/policy_texts.h"

namespace entrepot::api::ecr {

Result<SetRepositoryPolicyRequest> parse_set_repository_policy(const json::Object& body) {
  json::Reader in(body);
  SetRepositoryPolicyRequest request{read_in_repository(in), read_policy_text(in, model::PolicyOf::kRepository), false};
  request.is_forced = in.optional_bool("force", false);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_set_repository_policy(Services& services, aws::Call& call,
                                                       SetRepositoryPolicyRequest request) {
  ENTREPOT_CO_TRY(const std::string kept,
                  keep_principals(request.policy, model::PolicyOf::kRepository, services.directory));
  if (!request.is_forced) ENTREPOT_CO_CHECK_OK(co_await check_lock_out(services, call, request.repository, kept));
  ENTREPOT_CO_CHECK_OK(co_await services.policies.set_repository_policy(call.scope(), request.repository, kept));
  json::Object answer = about(call, request.repository);
  answer["policyText"] = show_principals(kept, model::PolicyOf::kRepository, services.directory);
  co_return answer;
}

}  // namespace entrepot::api::ecr
