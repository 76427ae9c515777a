#include "api/ecr/delete_registry_policy.h"

#include "api/ecr/policy_principals.h"

namespace entrepot::api::ecr {

Result<DeleteRegistryPolicyRequest> parse_delete_registry_policy(const json::Object&) {
  return DeleteRegistryPolicyRequest();
}

async::Task<json::Object> handle_delete_registry_policy(Services& services, aws::Call& call,
                                                        DeleteRegistryPolicyRequest) {
  ENTREPOT_CO_TRY(const std::string policy, co_await services.policies.remove_registry_policy(call.scope()));
  co_return json::Object{{"registryId", call.context.registry.account.text()},
                         {"policyText", show_principals(policy, model::PolicyOf::kRegistry, services.directory)}};
}

}  // namespace entrepot::api::ecr
