#pragma once
// UpdateImageStorageClass: archives an image, or fetches it back.

#include "api/ecr/members.h"
#include "registry/types.h"

namespace entrepot::api::ecr {

struct UpdateImageStorageClassRequest : InRepository {
  registry::ImageId id;
  registry::StorageClass storage_class = registry::StorageClass::kStandard;
};

Result<UpdateImageStorageClassRequest> parse_update_image_storage_class(const json::Object& body);
async::Task<json::Object> handle_update_image_storage_class(Services& services, aws::Call& call,
                                                            UpdateImageStorageClassRequest request);

}  // namespace entrepot::api::ecr
