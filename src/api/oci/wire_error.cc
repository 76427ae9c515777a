#include "api/oci/wire_error.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <string>

#include "api/layer_download.h"
#include "api/oci/call.h"
#include "api/replies.h"

namespace entrepot::api::oci {
namespace {

bool is_upload(Endpoint endpoint) {
  return endpoint == Endpoint::kUpload || endpoint == Endpoint::kUploads;
}

std::string body_of(std::string_view code, std::string_view message) {
  std::string body = R"({"errors":[{"code":")";
  body.append(code)
      .append(R"(","message":)")
      .append(boost::json::serialize(boost::json::string(message)))
      .append("}]}\n");
  return body;
}

http::Response json_error(const WireError& wire, std::string_view message, const http::Request& request) {
  http::Response response;
  response.status = wire.status;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("X-Content-Type-Options", "nosniff");
  if (request.method != http::Method::kHead) response.body = body_of(wire.code, message);
  return response;
}

/// ECR's challenge. The realm is the address that the client used, so it is quoted only if nothing in it could end the
/// quotation.
std::string challenge(const http::Request& request) {
  const bool is_plain = !request.host.empty() && std::ranges::all_of(request.host, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
  });
  std::string value = "Basic realm=\"";
  value.append(request.peer.secure ? "https://" : "http://").append(is_plain ? request.host : "registry").append("/\"");
  return value.append(",service=\"ecr.amazonaws.com\"");
}

}  // namespace

WireError wire_error(ErrorKind kind, Endpoint endpoint) {
  switch (kind) {
    case ErrorKind::kInvalidParameter:
    case ErrorKind::kValidation:
    case ErrorKind::kInvalidTagParameter:
    case ErrorKind::kSerialization:
      return {400, is_upload(endpoint) ? "BLOB_UPLOAD_INVALID" : "UNSUPPORTED"};
    case ErrorKind::kInvalidName:
      return {404, "NAME_INVALID"};
    case ErrorKind::kInvalidDigest:
      return {400, "DIGEST_INVALID"};
    case ErrorKind::kInvalidTag:
      return {400, "TAG_INVALID"};
    case ErrorKind::kInvalidManifest:
    case ErrorKind::kManifestDigestMismatch:
      return {400, "MANIFEST_INVALID"};
    case ErrorKind::kTooManyTags:
      return {414, "TAG_INVALID"};
    case ErrorKind::kUnsupported:
    case ErrorKind::kUnknownOperation:
    case ErrorKind::kNotImplemented:
    case ErrorKind::kImageReferenced:
    case ErrorKind::kRepositoryNotEmpty:
    case ErrorKind::kStorageClassUnsupported:
    case ErrorKind::kUnsupportedImage:
    case ErrorKind::kRepositoryPolicyNotFound:
    case ErrorKind::kRegistryPolicyNotFound:
    case ErrorKind::kLifecyclePolicyNotFound:
    case ErrorKind::kPreviewNotFound:
    case ErrorKind::kPreviewInProgress:
    case ErrorKind::kScanNotFound:
    case ErrorKind::kCacheRuleNotFound:
    case ErrorKind::kCacheRuleExists:
    case ErrorKind::kUnsupportedUpstream:
    case ErrorKind::kSecretNotFound:
    case ErrorKind::kSecretInaccessible:
    case ErrorKind::kSecretUndecryptable:
    case ErrorKind::kTemplateNotFound:
    case ErrorKind::kTemplateExists:
    case ErrorKind::kSigningConfigurationNotFound:
    case ErrorKind::kExclusionNotFound:
    case ErrorKind::kExclusionExists:
    case ErrorKind::kBackfillNotFound:
    case ErrorKind::kBackfillInProgress:
    case ErrorKind::kBackfillEnded:
    case ErrorKind::kNoSuchEntity:
    case ErrorKind::kEntityExists:
    case ErrorKind::kDeleteConflict:
    case ErrorKind::kUnmodifiableEntity:
    case ErrorKind::kInvalidInput:
    case ErrorKind::kMalformedPolicy:
    case ErrorKind::kPackedPolicyTooLarge:
    case ErrorKind::kInvalidIdentityToken:
    case ErrorKind::kExpiredIdentityToken:
    case ErrorKind::kIdentityProviderRefused:
    case ErrorKind::kIdentityProviderUnreachable:
      return {405, "UNSUPPORTED"};
    case ErrorKind::kTooLarge:
      return {413, endpoint == Endpoint::kManifest ? "MANIFEST_INVALID" : "SIZE_INVALID"};
    case ErrorKind::kRangeNotSatisfiable:
      return {416, "UNSUPPORTED"};

    case ErrorKind::kMissingCredentials:
    case ErrorKind::kIncompleteSignature:
    case ErrorKind::kUnrecognizedClient:
    case ErrorKind::kInvalidSignature:
    case ErrorKind::kInvalidToken:
      return {401, "UNAUTHORIZED"};
    case ErrorKind::kExpiredCredentials:
    case ErrorKind::kAccessDenied:
      return {403, "DENIED"};

    case ErrorKind::kRepositoryNotFound:
      return {404, "NAME_UNKNOWN"};
    case ErrorKind::kRepositoryExists:
      return {400, "NAME_INVALID"};
    case ErrorKind::kImageNotFound:
    case ErrorKind::kImageArchived:
      return {404, "MANIFEST_UNKNOWN"};
    case ErrorKind::kImageExists:
    case ErrorKind::kTagImmutable:
      return {400, "TAG_INVALID"};
    case ErrorKind::kReferencedImagesNotFound:
    case ErrorKind::kLayersNotFound:
      return {400, "MANIFEST_BLOB_UNKNOWN"};
    case ErrorKind::kLayerInaccessible:
    case ErrorKind::kBlobNotFound:
      return {404, "BLOB_UNKNOWN"};
    case ErrorKind::kUploadNotFound:
      return {404, "BLOB_UPLOAD_UNKNOWN"};
    case ErrorKind::kLayerExists:
    case ErrorKind::kLayerDigestMismatch:
    case ErrorKind::kLayerPartTooSmall:
    case ErrorKind::kEmptyUpload:
      return {400, "BLOB_UPLOAD_INVALID"};
    case ErrorKind::kLayerPartOutOfOrder:
      return {416, "BLOB_UPLOAD_INVALID"};

    case ErrorKind::kLimitExceeded:
    case ErrorKind::kKms:
      return {403, "DENIED"};
    case ErrorKind::kThrottled:
      return {429, "TOOMANYREQUESTS"};
    case ErrorKind::kTimeout:
      // At these endpoints the time that ran out is the sender's.
      if (is_upload(endpoint)) return {408, "BLOB_UPLOAD_INVALID"};
      return {503, "UNAVAILABLE"};
    case ErrorKind::kOverloaded:
    case ErrorKind::kUnavailable:
    case ErrorKind::kConflict:
      return {503, "UNAVAILABLE"};
    case ErrorKind::kStorageFull:
      return {507, "UNAVAILABLE"};
    case ErrorKind::kCorrupt:
    case ErrorKind::kInternal:
      return {500, "UNKNOWN"};
  }
  return {500, "UNKNOWN"};
}

http::Response error_reply(const Error& error, Endpoint endpoint, const http::Request& request) {
  const WireError wire = wire_error(error.kind(), endpoint);
  http::Response response = error.kind() == ErrorKind::kMissingCredentials ? text_reply(wire.status, "Not Authorized\n")
                                                                           : json_error(wire, error.message(), request);
  if (request.method == http::Method::kHead) response.body = std::monostate();
  if (wire.status == 401) response.headers.add("WWW-Authenticate", challenge(request));
  if (wire.status == 429 || wire.status == 503) response.headers.add("Retry-After", "1");
  if (error.kind() == ErrorKind::kLayerPartOutOfOrder && endpoint == Endpoint::kUpload && error.offset()) {
    response.headers.add("Location", std::string(request.path()));
    response.headers.add("Range", upload_range(*error.offset()));
  }
  add_size_for_range(error, response.headers);
  return response;
}

http::Response wrong_method(std::string_view allowed, const http::Request& request) {
  http::Response response = json_error({405, "UNSUPPORTED"}, "The operation is unsupported.", request);
  response.headers.add("Allow", std::string(allowed));
  return response;
}

}  // namespace entrepot::api::oci
