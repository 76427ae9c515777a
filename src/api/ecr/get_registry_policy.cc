#include "api/ecr/get_registry_policy.h"

#include "api/ecr/policy_principals.h"

namespace entrepot::api::ecr {

Result<GetRegistryPolicyRequest> parse_get_registry_policy(const json::Object&) {
  return GetRegistryPolicyRequest();
}

async::Task<json::Object> handle_get_registry_policy(Services& services, aws::Call& call, GetRegistryPolicyRequest) {
  ENTREPOT_CO_TRY(const std::string policy, co_await services.policies.registry_policy(call.scope()));
  co_return json::Object{{"registryId", call.context.registry.account.text()},
                         {"policyText", show_principals(policy, model::PolicyOf::kRegistry, services.directory)}};
}

}  // namespace entrepot::api::ecr
