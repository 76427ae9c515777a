#pragma once
// BatchDeleteImage: up to 100 tags and images.

#include <vector>

#include "api/ecr/members.h"
#include "registry/types.h"

namespace entrepot::api::ecr {

struct BatchDeleteImageRequest : InRepository {
  std::vector<registry::ImageId> ids;

  aws::Target target() const { return about_images(*this, ImageUse::kDelete, ids); }
};

Result<BatchDeleteImageRequest> parse_batch_delete_image(const json::Object& body);
async::Task<json::Object> handle_batch_delete_image(Services& services, aws::Call& call,
                                                    BatchDeleteImageRequest request);

}  // namespace entrepot::api::ecr
