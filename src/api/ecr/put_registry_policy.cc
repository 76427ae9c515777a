#include "api/ecr/put_registry_policy.h"

#include "api/ecr/policy_principals.h"
#include "api/ecr/policy_texts.h"
#include "model/account_settings.h"

namespace entrepot::api::ecr {

Result<PutRegistryPolicyRequest> parse_put_registry_policy(const json::Object& body) {
  json::Reader in(body);
  PutRegistryPolicyRequest request{read_policy_text(in, model::PolicyOf::kRegistry)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_put_registry_policy(Services& services, aws::Call& call,
                                                     PutRegistryPolicyRequest request) {
  ENTREPOT_CO_TRY(const std::string scope,
                  co_await services.settings.account.get(call.scope(), model::AccountSetting::kRegistryPolicyScope));
  if (scope == model::kRegistryPolicyV1) ENTREPOT_CO_CHECK_OK(check_first_scope(request.policy));
  ENTREPOT_CO_TRY(const std::string kept,
                  keep_principals(request.policy, model::PolicyOf::kRegistry, services.directory));
  ENTREPOT_CO_CHECK_OK(co_await services.policies.put_registry_policy(call.scope(), kept));
  co_return json::Object{{"registryId", call.context.registry.account.text()},
                         {"policyText", show_principals(kept, model::PolicyOf::kRegistry, services.directory)}};
}

}  // namespace entrepot::api::ecr
