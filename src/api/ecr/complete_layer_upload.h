#pragma once
// CompleteLayerUpload: ends an upload, checking its digest.

#include <vector>

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct CompleteLayerUploadRequest : InRepository {
  std::string upload_id;
  std::vector<Digest> digests;
};

Result<CompleteLayerUploadRequest> parse_complete_layer_upload(const json::Object& body);
async::Task<json::Object> handle_complete_layer_upload(Services& services, aws::Call& call,
                                                       CompleteLayerUploadRequest request);

}  // namespace entrepot::api::ecr
