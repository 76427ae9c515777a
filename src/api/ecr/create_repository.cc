#include "api/ecr/create_repository.h"

#include <fmt/format.h>

#include "api/ecr/repository_json.h"
#include "api/ecr/resource_tags.h"
#include "api/ecr/scanning_configuration.h"
#include "api/ecr/tag_mutability.h"

namespace entrepot::api::ecr {
namespace {

using model::EncryptionType;

/// Only AES256, which is the default, can be asked for: nothing is left to be set.
void check_encryption(json::Reader& in) {
  const json::Object* configuration = in.optional_object("encryptionConfiguration");
  if (configuration == nullptr) return;
  json::Reader inner(*configuration);
  const std::string text = inner.required_string("encryptionType");
  const std::optional<std::string> key = inner.optional_string("kmsKey", {.min = 1, .max = 2'048});
  if (inner.ok()) {
    const auto type = model::parse_encryption_type(text);
    if (!type) {
      inner.refuse("encryptionType", json::enum_constraint({"AES256", "KMS", "KMS_DSSE"}));
    } else if (*type != EncryptionType::kAes256) {
      inner.refuse("encryptionType",
                   fmt::format("{} needs keys of KMS, which this version of entrepot does not have; use AES256", text));
    } else if (key) {
      inner.refuse("kmsKey", "Member must be null when encryptionType is AES256");
    }
  }
  if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
}

}  // namespace

Result<CreateRepositoryRequest> parse_create_repository(const json::Object& body) {
  json::Reader in(body);
  CreateRepositoryRequest request{read_in_repository(in), {}};
  request.settings.tags = read_resource_tags(in);
  read_tag_mutability(in, request.settings);
  request.settings.scan_on_push = read_scan_on_push(in);
  check_encryption(in);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_create_repository(Services& services, aws::Call& call,
                                                   CreateRepositoryRequest request) {
  ENTREPOT_CO_TRY(model::RepositoryName name, model::RepositoryName::parse(request.repository));
  Result<registry::Repository> made =
      co_await services.repositories.create(call.scope(), std::move(name), std::move(request.settings));
  if (!made) co_return fail(std::move(made).error());
  co_return json::Object{{"repository", to_json(services.names, *made)}};
}

}  // namespace entrepot::api::ecr
