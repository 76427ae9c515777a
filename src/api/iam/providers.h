#pragma once
// OpenID Connect providers.

#include "api/iam/policies.h"

namespace entrepot::api::iam_service {

struct CreateProviderRequest {
  identity::OidcProvider provider;
  Asked asked() const;
};
Result<CreateProviderRequest> parse_create_provider(const aws::Parameters& parameters);
async::Task<std::string> handle_create_provider(Services& services, aws::Call& call, CreateProviderRequest request);

async::Task<std::string> handle_get_provider(Services& services, aws::Call& call, ArnRequest request);
async::Task<std::string> handle_delete_provider(Services& services, aws::Call& call, ArnRequest request);
async::Task<std::string> handle_list_providers(Services& services, aws::Call& call, NoRequest request);

struct ClientIdRequest {
  std::string arn;
  std::string client_id;
  Asked asked() const { return Asked::by_arn(arn); }
};
Result<ClientIdRequest> parse_client_id(const aws::Parameters& parameters);
async::Task<std::string> handle_add_client_id(Services& services, aws::Call& call, ClientIdRequest request);
async::Task<std::string> handle_remove_client_id(Services& services, aws::Call& call, ClientIdRequest request);

struct ThumbprintsRequest {
  std::string arn;
  std::vector<std::string> thumbprints;
  Asked asked() const { return Asked::by_arn(arn); }
};
Result<ThumbprintsRequest> parse_thumbprints(const aws::Parameters& parameters);
async::Task<std::string> handle_update_thumbprints(Services& services, aws::Call& call, ThumbprintsRequest request);

}  // namespace entrepot::api::iam_service
