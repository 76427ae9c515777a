#include "api/ecr/repository_json.h"

#include "api/aws/json_text.h"

namespace entrepot::api::ecr {

json::Object to_json(const Names& names, const registry::Repository& repository) {
  const model::RepositorySettings& settings = repository.settings;
  json::Object out{
      {"repositoryArn", model::repository_arn(repository.registry, repository.name)},
      {"registryId", repository.registry.account.text()},
      {"repositoryName", repository.name},
      {"repositoryUri", names.repository_uri(repository.registry, repository.name)},
      {"createdAt", aws::timestamp(repository.created_at)},
      {"imageTagMutability", to_string(settings.mutability)},
  };
  if (!settings.exclusion_filters.empty()) {
    json::Array filters;
    for (const std::string& filter : settings.exclusion_filters) {
      filters.push_back({{"filterType", "WILDCARD"}, {"filter", filter}});
    }
    out["imageTagMutabilityExclusionFilters"] = std::move(filters);
  }
  out["imageScanningConfiguration"] = json::Object{{"scanOnPush", settings.scan_on_push}};
  json::Object encryption{{"encryptionType", to_string(settings.encryption)}};
  if (!settings.kms_key.empty()) encryption["kmsKey"] = settings.kms_key;
  out["encryptionConfiguration"] = std::move(encryption);
  return out;
}

}  // namespace entrepot::api::ecr
