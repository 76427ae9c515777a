#include "api/ecr/get_download_url_for_layer.h"

#include "api/layer_url.h"
#include "registry/layers.h"

namespace entrepot::api::ecr {

Result<GetDownloadUrlForLayerRequest> parse_get_download_url_for_layer(const json::Object& body) {
  json::Reader in(body);
  InRepository where = read_in_repository(in);
  const std::string text = in.required_string("layerDigest");
  std::optional<Digest> digest;
  if (in.ok()) digest = check_digest(in, "layerDigest", text);
  ENTREPOT_CHECK_OK(in.finish());
  return GetDownloadUrlForLayerRequest{std::move(where), *std::move(digest)};
}

async::Task<json::Object> handle_get_download_url_for_layer(Services& services, aws::Call& call,
                                                            GetDownloadUrlForLayerRequest request) {
  ENTREPOT_CO_CHECK_OK(co_await services.layers.stat_for_download(call.scope(), request.repository, request.digest));
  const http::Request& http = call.context.http;
  const LayerRoute route = layer_route(services.endpoints->of(http), http);
  co_return json::Object{{"downloadUrl", layer_url(services.names, services.signed_paths, call.context.registry,
                                                   request.repository, request.digest, route)},
                         {"layerDigest", request.digest.text()}};
}

}  // namespace entrepot::api::ecr
