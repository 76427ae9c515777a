#pragma once
// InitiateLayerUpload.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct InitiateLayerUploadRequest : InRepository {};

Result<InitiateLayerUploadRequest> parse_initiate_layer_upload(const json::Object& body);
async::Task<json::Object> handle_initiate_layer_upload(Services& services, aws::Call& call,
                                                       InitiateLayerUploadRequest request);

}  // namespace entrepot::api::ecr
