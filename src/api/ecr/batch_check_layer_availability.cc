#include "api/ecr/batch_check_layer_availability.h"

#include "registry/layers.h"

namespace entrepot::api::ecr {
namespace {

json::Object failure(const std::string& digest) {
  json::Object out{{"layerDigest", digest}};
  out["failureCode"] = digest.empty() ? "MissingLayerDigest" : "InvalidLayerDigest";
  out["failureReason"] =
      digest.empty()
          ? "Invalid request parameters: layer digest cannot be null"
          : "Invalid request parameters: layer digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'";
  return out;
}

json::Object unavailable(const std::string& digest) {
  return {{"layerDigest", digest}, {"layerAvailability", "UNAVAILABLE"}};
}

json::Object to_json(const registry::Availability& layer) {
  if (!layer.info) return unavailable(layer.digest);
  return {{"layerDigest", layer.digest},
          {"layerAvailability", layer.is_archived ? "ARCHIVED" : "AVAILABLE"},
          {"layerSize", layer.info->size},
          {"mediaType", layer.info->media_type}};
}

}  // namespace

Result<BatchCheckLayerAvailabilityRequest> parse_batch_check_layer_availability(const json::Object& body) {
  json::Reader in(body);
  BatchCheckLayerAvailabilityRequest request{read_in_repository(in), {}};
  request.digests = in.required_strings("layerDigests");
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_batch_check_layer_availability(Services& services, aws::Call& call,
                                                                BatchCheckLayerAvailabilityRequest request) {
  json::Array layers;
  json::Array failures;
  std::vector<Digest> digests;
  for (const std::string& text : request.digests) {
    if (Result<Digest> digest = Digest::parse(text)) {
      digests.push_back(*std::move(digest));
    } else if (has_digest_form(text)) {
      layers.push_back(unavailable(text));  // well formed, but no layer here can have such a digest
    } else {
      failures.push_back(failure(text));
    }
  }
  // Asked even without digests: whether the repository exists is said there.
  ENTREPOT_CO_TRY(const std::vector<registry::Availability> found,
                  co_await services.layers.availability(call.scope(), request.repository, std::move(digests)));
  for (const registry::Availability& layer : found) layers.push_back(to_json(layer));
  co_return json::Object{{"layers", std::move(layers)}, {"failures", std::move(failures)}};
}

}  // namespace entrepot::api::ecr
