#include "api/ecr/initiate_layer_upload.h"

#include "registry/uploads.h"

namespace entrepot::api::ecr {

Result<InitiateLayerUploadRequest> parse_initiate_layer_upload(const json::Object& body) {
  json::Reader in(body);
  InitiateLayerUploadRequest request{read_in_repository(in)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_initiate_layer_upload(Services& services, aws::Call& call,
                                                       InitiateLayerUploadRequest request) {
  ENTREPOT_CO_TRY(const std::string id, co_await services.uploads.start(call.scope(), request.repository));
  co_return json::Object{{"uploadId", id}, {"partSize", registry::kPartBytes}};
}

}  // namespace entrepot::api::ecr
