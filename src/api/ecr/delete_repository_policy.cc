#include "api/ecr/delete_repository_policy.h"

#include "api/ecr/policy_principals.h"

namespace entrepot::api::ecr {

Result<DeleteRepositoryPolicyRequest> parse_delete_repository_policy(const json::Object& body) {
  json::Reader in(body);
  DeleteRepositoryPolicyRequest request{read_in_repository(in)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_delete_repository_policy(Services& services, aws::Call& call,
                                                          DeleteRepositoryPolicyRequest request) {
  ENTREPOT_CO_TRY(const std::string policy,
                  co_await services.policies.remove_repository_policy(call.scope(), request.repository));
  json::Object answer = about(call, request.repository);
  answer["policyText"] = show_principals(policy, model::PolicyOf::kRepository, services.directory);
  co_return answer;
}

}  // namespace entrepot::api::ecr
