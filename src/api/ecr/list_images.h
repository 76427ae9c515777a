#pragma once
// ListImages: one entry for each (digest, tag), and one for each untagged image.

#include "api/ecr/image_ids.h"
#include "api/ecr/members.h"
#include "api/ecr/paging.h"

namespace entrepot::api::ecr {

struct ListImagesRequest : InRepository {
  Paging paging;
  ImageFilter filter;
};

Result<ListImagesRequest> parse_list_images(const json::Object& body);
async::Task<json::Object> handle_list_images(Services& services, aws::Call& call, ListImagesRequest request);

}  // namespace entrepot::api::ecr
