#include "api/ecr/get_authorization_token.h"

#include "api/aws/json_text.h"
#include "base/encoding.h"

namespace entrepot::api::ecr {

Result<GetAuthorizationTokenRequest> parse_get_authorization_token(const json::Object& body) {
  json::Reader in(body);
  GetAuthorizationTokenRequest request;
  const auto ids = in.optional_strings("registryIds");
  for (const std::string& text : ids.value_or(std::vector<std::string>())) {
    if (Result<model::AccountId> account = model::AccountId::parse(text)) {
      request.registries.push_back(*std::move(account));
    } else {
      in.refuse(account.error());
    }
  }
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_get_authorization_token(Services& services, aws::Call& call,
                                                         GetAuthorizationTokenRequest request) {
  // One token opens every registry that its principal may use: registryIds only chooses the endpoints (ECR API
  // reference, GetAuthorizationToken).
  if (request.registries.empty()) request.registries.push_back(call.context.registry.account);
  const iam::RegistryTokens::Issued issued = services.tokens.issue(call.context.principal);
  const std::string token = base64_encode(as_bytes("AWS:" + issued.password));
  json::Array data;
  for (const model::AccountId& account : request.registries) {
    data.push_back({{"authorizationToken", token},
                    {"expiresAt", aws::timestamp(issued.expires_at)},
                    {"proxyEndpoint", services.names.registry_url({account, call.context.registry.region})}});
  }
  co_return json::Object{{"authorizationData", std::move(data)}};
}

}  // namespace entrepot::api::ecr
