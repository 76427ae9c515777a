#pragma once
// GetDownloadUrlForLayer: a signed address at the layers door, good for an hour.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct GetDownloadUrlForLayerRequest : InRepository {
  Digest digest;
};

Result<GetDownloadUrlForLayerRequest> parse_get_download_url_for_layer(const json::Object& body);
async::Task<json::Object> handle_get_download_url_for_layer(Services& services, aws::Call& call,
                                                            GetDownloadUrlForLayerRequest request);

}  // namespace entrepot::api::ecr
