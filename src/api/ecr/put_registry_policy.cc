#include "api/ecr/put_registry_policy.h"

#include "api/ecr/policy_texts.h"

namespace entrepot::api::ecr {

Result<PutRegistryPolicyRequest> parse_put_registry_policy(const json::Object& body) {
  json::Reader in(body);
  PutRegistryPolicyRequest request{read_policy_text(in, model::PolicyOf::kRegistry)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_put_registry_policy(Services& services, aws::Call& call,
                                                     PutRegistryPolicyRequest request) {
  ENTREPOT_CO_CHECK_OK(co_await services.policies.put_registry_policy(call.scope(), request.policy));
  co_return json::Object{{"registryId", call.context.registry.account.text()}, {"policyText", request.policy}};
}

}  // namespace entrepot::api::ecr
