#include "api/ecr/put_image_tag_mutability.h"

#include "api/ecr/tag_mutability.h"

namespace entrepot::api::ecr {

Result<PutImageTagMutabilityRequest> parse_put_image_tag_mutability(const json::Object& body) {
  json::Reader in(body);
  PutImageTagMutabilityRequest request{read_in_repository(in), {}};
  read_tag_mutability(in, request.settings);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_put_image_tag_mutability(Services& services, aws::Call& call,
                                                          PutImageTagMutabilityRequest request) {
  ENTREPOT_CO_TRY(const registry::Repository changed, co_await services.repositories.set_mutability(
                                                          call.scope(), request.repository, request.settings.mutability,
                                                          std::move(request.settings.exclusion_filters)));
  json::Object answer = about(call, changed.name);
  add_tag_mutability(answer, changed.settings);
  co_return answer;
}

}  // namespace entrepot::api::ecr
