#include "base/error.h"

#include <array>
#include <utility>

namespace entrepot {

std::string_view to_string(ErrorKind kind) noexcept {
  switch (kind) {
#define ENTREPOT_KIND(name) \
  case ErrorKind::name:     \
    return #name
    ENTREPOT_KIND(kInvalidParameter);
    ENTREPOT_KIND(kValidation);
    ENTREPOT_KIND(kInvalidName);
    ENTREPOT_KIND(kInvalidDigest);
    ENTREPOT_KIND(kInvalidTag);
    ENTREPOT_KIND(kInvalidManifest);
    ENTREPOT_KIND(kInvalidTagParameter);
    ENTREPOT_KIND(kTooManyTags);
    ENTREPOT_KIND(kSerialization);
    ENTREPOT_KIND(kUnsupported);
    ENTREPOT_KIND(kUnknownOperation);
    ENTREPOT_KIND(kNotImplemented);
    ENTREPOT_KIND(kTooLarge);
    ENTREPOT_KIND(kRangeNotSatisfiable);
    ENTREPOT_KIND(kMissingCredentials);
    ENTREPOT_KIND(kIncompleteSignature);
    ENTREPOT_KIND(kUnrecognizedClient);
    ENTREPOT_KIND(kInvalidSignature);
    ENTREPOT_KIND(kExpiredCredentials);
    ENTREPOT_KIND(kInvalidToken);
    ENTREPOT_KIND(kAccessDenied);
    ENTREPOT_KIND(kRepositoryNotFound);
    ENTREPOT_KIND(kRepositoryExists);
    ENTREPOT_KIND(kRepositoryNotEmpty);
    ENTREPOT_KIND(kImageNotFound);
    ENTREPOT_KIND(kImageExists);
    ENTREPOT_KIND(kImageReferenced);
    ENTREPOT_KIND(kTagImmutable);
    ENTREPOT_KIND(kManifestDigestMismatch);
    ENTREPOT_KIND(kReferencedImagesNotFound);
    ENTREPOT_KIND(kLayersNotFound);
    ENTREPOT_KIND(kLayerInaccessible);
    ENTREPOT_KIND(kLayerExists);
    ENTREPOT_KIND(kLayerDigestMismatch);
    ENTREPOT_KIND(kLayerPartTooSmall);
    ENTREPOT_KIND(kLayerPartOutOfOrder);
    ENTREPOT_KIND(kEmptyUpload);
    ENTREPOT_KIND(kUploadNotFound);
    ENTREPOT_KIND(kBlobNotFound);
    ENTREPOT_KIND(kImageArchived);
    ENTREPOT_KIND(kStorageClassUnsupported);
    ENTREPOT_KIND(kUnsupportedImage);
    ENTREPOT_KIND(kRepositoryPolicyNotFound);
    ENTREPOT_KIND(kRegistryPolicyNotFound);
    ENTREPOT_KIND(kLifecyclePolicyNotFound);
    ENTREPOT_KIND(kPreviewNotFound);
    ENTREPOT_KIND(kPreviewInProgress);
    ENTREPOT_KIND(kScanNotFound);
    ENTREPOT_KIND(kCacheRuleNotFound);
    ENTREPOT_KIND(kCacheRuleExists);
    ENTREPOT_KIND(kUnsupportedUpstream);
    ENTREPOT_KIND(kSecretNotFound);
    ENTREPOT_KIND(kSecretInaccessible);
    ENTREPOT_KIND(kSecretUndecryptable);
    ENTREPOT_KIND(kTemplateNotFound);
    ENTREPOT_KIND(kTemplateExists);
    ENTREPOT_KIND(kSigningConfigurationNotFound);
    ENTREPOT_KIND(kExclusionNotFound);
    ENTREPOT_KIND(kExclusionExists);
    ENTREPOT_KIND(kBackfillNotFound);
    ENTREPOT_KIND(kBackfillInProgress);
    ENTREPOT_KIND(kBackfillEnded);
    ENTREPOT_KIND(kNoSuchEntity);
    ENTREPOT_KIND(kEntityExists);
    ENTREPOT_KIND(kDeleteConflict);
    ENTREPOT_KIND(kUnmodifiableEntity);
    ENTREPOT_KIND(kInvalidInput);
    ENTREPOT_KIND(kMalformedPolicy);
    ENTREPOT_KIND(kPackedPolicyTooLarge);
    ENTREPOT_KIND(kInvalidIdentityToken);
    ENTREPOT_KIND(kExpiredIdentityToken);
    ENTREPOT_KIND(kIdentityProviderRefused);
    ENTREPOT_KIND(kIdentityProviderUnreachable);
    ENTREPOT_KIND(kLimitExceeded);
    ENTREPOT_KIND(kThrottled);
    ENTREPOT_KIND(kOverloaded);
    ENTREPOT_KIND(kUnavailable);
    ENTREPOT_KIND(kTimeout);
    ENTREPOT_KIND(kStorageFull);
    ENTREPOT_KIND(kKms);
    ENTREPOT_KIND(kCorrupt);
    ENTREPOT_KIND(kConflict);
    ENTREPOT_KIND(kInternal);
#undef ENTREPOT_KIND
  }
  return "?";
}

Error&& Error::because(std::string detail) && {
  detail_ = detail_.empty() ? std::move(detail) : detail_ + "; " + detail;
  return std::move(*this);
}

Error&& Error::within(std::string_view step) && {
  detail_ = detail_.empty() ? std::string(step) : std::string(step) + ": " + detail_;
  return std::move(*this);
}

Error&& Error::at_offset(std::uint64_t offset) && {
  offset_ = offset;
  return std::move(*this);
}

}  // namespace entrepot
