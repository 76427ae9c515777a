#pragma once
// DescribeImages: named ones, or all, in pages.

#include <vector>

#include "api/ecr/image_ids.h"
#include "api/ecr/members.h"
#include "api/ecr/paging.h"

namespace entrepot::api::ecr {

struct DescribeImagesRequest : InRepository {
  std::optional<std::vector<registry::ImageId>> ids;
  Paging paging;
  ImageFilter filter;
};

Result<DescribeImagesRequest> parse_describe_images(const json::Object& body);
async::Task<json::Object> handle_describe_images(Services& services, aws::Call& call, DescribeImagesRequest request);

}  // namespace entrepot::api::ecr
