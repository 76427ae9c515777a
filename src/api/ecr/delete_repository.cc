#include "api/ecr/delete_repository.h"

#include "api/ecr/repository_json.h"

namespace entrepot::api::ecr {

using Contents = registry::Repositories::Contents;

Result<DeleteRepositoryRequest> parse_delete_repository(const json::Object& body) {
  json::Reader in(body);
  DeleteRepositoryRequest request{read_in_repository(in)};
  request.contents = in.optional_bool("force", false) ? Contents::kDeleteToo : Contents::kMustBeEmpty;
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_delete_repository(Services& services, aws::Call& call,
                                                   DeleteRepositoryRequest request) {
  ENTREPOT_CO_TRY(const registry::Repository gone,
                  co_await services.repositories.remove(call.scope(), request.repository, request.contents));
  co_return json::Object{{"repository", to_json(services.names, gone)}};
}

}  // namespace entrepot::api::ecr
