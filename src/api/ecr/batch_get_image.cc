#include "api/ecr/batch_get_image.h"

#include "api/ecr/image_ids.h"
#include "registry/images.h"

namespace entrepot::api::ecr {

Result<BatchGetImageRequest> parse_batch_get_image(const json::Object& body) {
  json::Reader in(body);
  BatchGetImageRequest request{read_in_repository(in), {}, {}};
  request.ids = read_image_ids(in, in.required_array("imageIds"));
  request.accepted = in.optional_strings("acceptedMediaTypes").value_or(request.accepted);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_batch_get_image(Services& services, aws::Call& call, BatchGetImageRequest request) {
  ENTREPOT_CO_TRY(const registry::Images::Batch batch,
                  co_await services.images.get_batch(call.scope(), request.repository, std::move(request.ids),
                                                     std::move(request.accepted)));
  json::Array images;
  for (const auto& found : batch.images) {
    images.push_back({{"registryId", call.context.registry.account.text()},
                      {"repositoryName", request.repository},
                      {"imageId", to_json(found.id)},
                      {"imageManifest", *found.content.bytes},
                      {"imageManifestMediaType", found.content.media_type}});
  }
  co_return json::Object{{"images", std::move(images)}, {"failures", to_json(batch.failures)}};
}

}  // namespace entrepot::api::ecr
