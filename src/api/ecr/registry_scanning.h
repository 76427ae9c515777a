#pragma once
// PutRegistryScanningConfiguration, GetRegistryScanningConfiguration and BatchGetRepositoryScanningConfiguration.

#include "api/ecr/members.h"
#include "model/registry_scanning.h"

namespace entrepot::api::ecr {

struct PutRegistryScanningRequest {
  model::RegistryScanning configuration;

  aws::Target target() const { return {}; }
};
Result<PutRegistryScanningRequest> parse_put_registry_scanning(const json::Object& body);
async::Task<json::Object> handle_put_registry_scanning(Services& services, aws::Call& call,
                                                       PutRegistryScanningRequest request);

struct GetRegistryScanningRequest {
  aws::Target target() const { return {}; }
};
Result<GetRegistryScanningRequest> parse_get_registry_scanning(const json::Object& body);
async::Task<json::Object> handle_get_registry_scanning(Services& services, aws::Call& call,
                                                       GetRegistryScanningRequest request);

struct GetRepositoryScanningRequest {
  std::vector<std::string> repositories;

  aws::Target target() const { return {.registry_id = {}, .repositories = repositories, .also = {}}; }
};
Result<GetRepositoryScanningRequest> parse_get_repository_scanning(const json::Object& body);
async::Task<json::Object> handle_get_repository_scanning(Services& services, aws::Call& call,
                                                         GetRepositoryScanningRequest request);

}  // namespace entrepot::api::ecr
