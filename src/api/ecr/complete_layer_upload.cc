#include "api/ecr/complete_layer_upload.h"

#include "registry/uploads.h"

namespace entrepot::api::ecr {

Result<CompleteLayerUploadRequest> parse_complete_layer_upload(const json::Object& body) {
  json::Reader in(body);
  CompleteLayerUploadRequest request{read_in_repository(in), {}, {}};
  request.upload_id = in.required_string("uploadId");
  for (const std::string& text : in.required_strings("layerDigests")) {
    if (std::optional<Digest> digest = check_digest(in, "layerDigests", text)) {
      request.digests.push_back(*std::move(digest));
    }
  }
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_complete_layer_upload(Services& services, aws::Call& call,
                                                       CompleteLayerUploadRequest request) {
  ENTREPOT_CO_TRY(
      const registry::Uploads::Finished layer,
      co_await services.uploads.finish(call.scope(), request.repository, request.upload_id, std::move(request.digests),
                                       registry::Uploads::Door::kAws, nullptr, {}));
  co_return json::Object{{"registryId", call.context.registry.account.text()},
                         {"repositoryName", request.repository},
                         {"uploadId", request.upload_id},
                         {"layerDigest", layer.digest.text()}};
}

}  // namespace entrepot::api::ecr
