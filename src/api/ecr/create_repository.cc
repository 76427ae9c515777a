#include "api/ecr/create_repository.h"

#include "api/ecr/encryption_configuration.h"
#include "api/ecr/repository_json.h"
#include "api/ecr/resource_tags.h"
#include "api/ecr/scanning_configuration.h"
#include "api/ecr/tag_mutability.h"

namespace entrepot::api::ecr {

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
