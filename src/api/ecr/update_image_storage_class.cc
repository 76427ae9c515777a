#include "api/ecr/update_image_storage_class.h"

#include "api/ecr/image_ids.h"
#include "registry/images.h"

namespace entrepot::api::ecr {

Result<UpdateImageStorageClassRequest> parse_update_image_storage_class(const json::Object& body) {
  json::Reader in(body);
  UpdateImageStorageClassRequest request{read_in_repository(in), {}, {}};
  request.id = read_image_id(in, "imageId");
  const bool is_archive = in.required_string("targetStorageClass") == "ARCHIVE";
  request.storage_class = is_archive ? registry::StorageClass::kArchive : registry::StorageClass::kStandard;
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_update_image_storage_class(Services& services, aws::Call& call,
                                                            UpdateImageStorageClassRequest request) {
  ENTREPOT_CO_TRY(const registry::Images::Stored stored,
                  co_await services.images.set_storage_class(call.scope(), request.repository, std::move(request.id),
                                                             request.storage_class));
  co_return json::Object{{"registryId", call.context.registry.account.text()},
                         {"repositoryName", request.repository},
                         {"imageId", to_json(stored.id)},
                         {"imageStatus", model::to_text(stored.status)}};
}

}  // namespace entrepot::api::ecr
