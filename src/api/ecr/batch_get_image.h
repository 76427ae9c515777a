#pragma once
// BatchGetImage: manifests of up to 100 images.

#include <vector>

#include "api/ecr/members.h"
#include "registry/types.h"

namespace entrepot::api::ecr {

struct BatchGetImageRequest : InRepository {
  std::vector<registry::ImageId> ids;
  std::vector<std::string> accepted;  ///< media types; none: any

  aws::Target target() const { return about_images(*this, ImageUse::kPull, ids); }
};

Result<BatchGetImageRequest> parse_batch_get_image(const json::Object& body);
async::Task<json::Object> handle_batch_get_image(Services& services, aws::Call& call, BatchGetImageRequest request);

}  // namespace entrepot::api::ecr
