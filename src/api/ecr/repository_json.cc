#include "api/ecr/repository_json.h"

#include "api/aws/json_text.h"
#include "api/ecr/scanning_configuration.h"
#include "api/ecr/tag_mutability.h"

namespace entrepot::api::ecr {

json::Object to_json(const Names& names, const registry::Repository& repository) {
  const model::RepositorySettings& settings = repository.settings;
  json::Object out{
      {"repositoryArn", model::repository_arn(repository.registry, repository.name)},
      {"registryId", repository.registry.account.text()},
      {"repositoryName", repository.name},
      {"repositoryUri", names.repository_uri(repository.registry, repository.name)},
      {"createdAt", aws::timestamp(repository.created_at)},
  };
  add_tag_mutability(out, settings);
  out["imageScanningConfiguration"] = scanning_configuration(settings.scan_on_push);
  json::Object encryption{{"encryptionType", to_string(settings.encryption)}};
  if (!settings.kms_key.empty()) encryption["kmsKey"] = settings.kms_key;
  out["encryptionConfiguration"] = std::move(encryption);
  return out;
}

}  // namespace entrepot::api::ecr
