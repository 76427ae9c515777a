#include "api/ecr/batch_delete_image.h"

#include "api/ecr/image_ids.h"
#include "registry/images.h"

namespace entrepot::api::ecr {

Result<BatchDeleteImageRequest> parse_batch_delete_image(const json::Object& body) {
  json::Reader in(body);
  BatchDeleteImageRequest request{read_in_repository(in), {}};
  request.ids = read_image_ids(in, in.required_array("imageIds"));
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_batch_delete_image(Services& services, aws::Call& call,
                                                    BatchDeleteImageRequest request) {
  ENTREPOT_CO_TRY(const registry::Images::Deleted deleted,
                  co_await services.images.remove_batch(call.scope(), request.repository, std::move(request.ids)));
  co_return json::Object{{"imageIds", to_json(deleted.images)}, {"failures", to_json(deleted.failures)}};
}

}  // namespace entrepot::api::ecr
