#include "api/oci/event_names.h"

#include "audit/text.h"

namespace entrepot::api::oci {
namespace {

constexpr std::size_t kLongest = 256;

/// The member that the reference of a path stands for; empty: it has none.
std::string_view member_of(const Route& route) {
  switch (route.endpoint) {
    case Endpoint::kVersion:
    case Endpoint::kCatalog:
    case Endpoint::kTags:
    case Endpoint::kUploads:
      return {};
    case Endpoint::kManifest:
      return route.reference.contains(':') ? "imageDigest" : "imageTag";
    case Endpoint::kBlob:
      return "layerDigest";
    case Endpoint::kUpload:
      return "uploadId";
    case Endpoint::kReferrers:
      return "imageDigest";
  }
  return {};
}

}  // namespace

std::string_view event_name(Endpoint endpoint, http::Method method) {
  const bool is_delete = method == http::Method::kDelete;
  switch (endpoint) {
    case Endpoint::kVersion:
      return "CheckCredentials";
    case Endpoint::kCatalog:
      return "DescribeRepositories";
    case Endpoint::kTags:
      return "ListImages";
    case Endpoint::kManifest:
      return is_delete ? "BatchDeleteImage" : method == http::Method::kPut ? "PutImage" : "BatchGetImage";
    case Endpoint::kBlob:
      return is_delete                       ? "DeleteLayer"
             : method == http::Method::kHead ? "BatchCheckLayerAvailability"
                                             : "GetDownloadUrlForLayer";
    case Endpoint::kUploads:
      return "InitiateLayerUpload";
    case Endpoint::kUpload:
      return is_delete                        ? "CancelLayerUpload"
             : method == http::Method::kPatch ? "UploadLayerPart"
             : method == http::Method::kPut   ? "CompleteLayerUpload"
                                              : "DescribeLayerUpload";
    case Endpoint::kReferrers:
      return "ListImageReferrers";
  }
  return {};
}

std::string event_parameters(const Route& route) {
  if (route.name.empty()) return {};
  std::string out = "{\"repositoryName\":";
  audit::append_quoted(out, route.name, kLongest);
  if (const std::string_view member = member_of(route); !member.empty()) {
    out.append(",\"").append(member).append("\":");
    audit::append_quoted(out, route.reference, kLongest);
  }
  return out + '}';
}

}  // namespace entrepot::api::oci
