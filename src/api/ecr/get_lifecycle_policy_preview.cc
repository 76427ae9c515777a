#include "api/ecr/get_lifecycle_policy_preview.h"

#include <fmt/format.h>

#include "api/ecr/paging.h"

namespace entrepot::api::ecr {

Result<GetLifecyclePolicyPreviewRequest> parse_get_lifecycle_policy_preview(const json::Object& body) {
  json::Reader in(body);
  GetLifecyclePolicyPreviewRequest request{read_in_repository(in)};
  if (in.optional_array("imageIds") != nullptr) refuse_paging_with(in, read_paging(in), "imageIds");
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_get_lifecycle_policy_preview(Services& services, aws::Call& call,
                                                              GetLifecyclePolicyPreviewRequest request) {
  ENTREPOT_CO_CHECK_OK(co_await services.repositories.find(call.scope(), {request.repository}));
  co_return fail(
      ErrorKind::kPreviewNotFound,
      fmt::format("Lifecycle policy preview does not exist for the repository with name '{}' in the registry "
                  "with id '{}'",
                  request.repository, call.context.registry.account.text()));
}

}  // namespace entrepot::api::ecr
