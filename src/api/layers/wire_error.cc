#include "api/layers/wire_error.h"

#include <string>

#include "api/layer_download.h"

namespace entrepot::api::layers {
namespace {

void append_escaped(std::string& xml, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '<':
        xml += "&lt;";
        break;
      case '>':
        xml += "&gt;";
        break;
      case '&':
        xml += "&amp;";
        break;
      default:
        xml += c;
    }
  }
}

}  // namespace

WireError wire_error(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidParameter:
    case ErrorKind::kInvalidName:
    case ErrorKind::kInvalidDigest:
    case ErrorKind::kInvalidTag:
    case ErrorKind::kInvalidManifest:
    case ErrorKind::kInvalidTagParameter:
    case ErrorKind::kTooManyTags:
    case ErrorKind::kSerialization:
    case ErrorKind::kTooLarge:
      return {400, "InvalidRequest"};
    case ErrorKind::kUnsupported:
    case ErrorKind::kUnknownOperation:
    case ErrorKind::kNotImplemented:
      return {405, "MethodNotAllowed"};
    case ErrorKind::kRangeNotSatisfiable:
      return {416, "InvalidRange"};
    case ErrorKind::kMissingCredentials:
    case ErrorKind::kIncompleteSignature:
    case ErrorKind::kUnrecognizedClient:
    case ErrorKind::kInvalidSignature:
    case ErrorKind::kExpiredCredentials:
    case ErrorKind::kInvalidToken:
    case ErrorKind::kAccessDenied:
    case ErrorKind::kLimitExceeded:
    case ErrorKind::kKms:
      return {403, "AccessDenied"};
    case ErrorKind::kRepositoryNotFound:
    case ErrorKind::kImageNotFound:
    case ErrorKind::kReferencedImagesNotFound:
    case ErrorKind::kLayersNotFound:
    case ErrorKind::kLayerInaccessible:
    case ErrorKind::kUploadNotFound:
    case ErrorKind::kBlobNotFound:
    case ErrorKind::kImageArchived:
      return {404, "NoSuchKey"};
    case ErrorKind::kThrottled:
    case ErrorKind::kOverloaded:
    case ErrorKind::kUnavailable:
    case ErrorKind::kTimeout:
    case ErrorKind::kConflict:
    case ErrorKind::kStorageFull:
      return {503, "SlowDown"};
    case ErrorKind::kRepositoryExists:
    case ErrorKind::kRepositoryNotEmpty:
    case ErrorKind::kImageExists:
    case ErrorKind::kImageReferenced:
    case ErrorKind::kTagImmutable:
    case ErrorKind::kManifestDigestMismatch:
    case ErrorKind::kLayerExists:
    case ErrorKind::kLayerDigestMismatch:
    case ErrorKind::kLayerPartTooSmall:
    case ErrorKind::kLayerPartOutOfOrder:
    case ErrorKind::kEmptyUpload:
    case ErrorKind::kValidation:
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
      // A download can raise none of these: if it does, that is a bug.
    case ErrorKind::kCorrupt:
    case ErrorKind::kInternal:
      return {500, "InternalError"};
  }
  return {500, "InternalError"};
}

http::Response error_reply(const Error& error, const http::Request& request) {
  const WireError wire = wire_error(error.kind());
  http::Response response;
  response.status = wire.status;
  response.headers.add("Content-Type", "application/xml");
  response.headers.add("X-Content-Type-Options", "nosniff");
  if (wire.status == 405) response.headers.add("Allow", "GET, HEAD");
  if (wire.status == 503) response.headers.add("Retry-After", "1");
  add_size_for_range(error, response.headers);
  if (request.method == http::Method::kHead) return response;
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>";
  xml.append(wire.code).append("</Code><Message>");
  append_escaped(xml, error.message());
  xml.append("</Message><RequestId>");
  append_escaped(xml, request.id);
  response.body = xml.append("</RequestId></Error>");
  return response;
}

}  // namespace entrepot::api::layers
