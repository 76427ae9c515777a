#include "api/ecr/update_image_storage_class.h"

#include "api/ecr/image_ids.h"
#include "registry/images.h"

namespace entrepot::api::ecr {
namespace {

registry::StorageClass read_storage_class(json::Reader& in) {
  const std::string text = in.required_string("targetStorageClass");
  if (text == "ARCHIVE") return registry::StorageClass::kArchive;
  if (text != "STANDARD" && in.ok()) in.refuse("targetStorageClass", json::enum_constraint({"STANDARD", "ARCHIVE"}));
  return registry::StorageClass::kStandard;
}

}  // namespace

Result<UpdateImageStorageClassRequest> parse_update_image_storage_class(const json::Object& body) {
  json::Reader in(body);
  UpdateImageStorageClassRequest request{read_in_repository(in), {}, {}};
  request.id = read_image_id(in, "imageId");
  request.storage_class = read_storage_class(in);
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
