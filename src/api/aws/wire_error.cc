#include "api/aws/wire_error.h"

namespace entrepot::api::aws {

// SDKs retry status 500 and above, and ThrottlingException: only failures that may pass have those. No default: a new
// kind must be placed here before it compiles.
WireName json_error(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidParameter:
    case ErrorKind::kInvalidName:
    case ErrorKind::kInvalidDigest:
    case ErrorKind::kInvalidTag:
    case ErrorKind::kInvalidManifest:
    case ErrorKind::kRangeNotSatisfiable:
    case ErrorKind::kImageReferenced:
      return {"InvalidParameterException"};
    case ErrorKind::kValidation:
      return {"ValidationException"};
    case ErrorKind::kInvalidTagParameter:
      return {"InvalidTagParameterException"};
    case ErrorKind::kTooManyTags:
      return {"TooManyTagsException"};
    case ErrorKind::kSerialization:
      return {"SerializationException"};
    case ErrorKind::kUnsupported:
    case ErrorKind::kNotImplemented:
      return {"UnsupportedOperationException"};
    case ErrorKind::kUnknownOperation:
      return {"UnknownOperationException"};
    case ErrorKind::kTooLarge:
      return {"RequestEntityTooLargeException", 413};

    case ErrorKind::kMissingCredentials:
      return {"MissingAuthenticationTokenException"};
    case ErrorKind::kIncompleteSignature:
      return {"IncompleteSignatureException"};
    case ErrorKind::kUnrecognizedClient:
    case ErrorKind::kInvalidToken:
      return {"UnrecognizedClientException"};
    case ErrorKind::kInvalidSignature:
      return {"InvalidSignatureException"};
    case ErrorKind::kExpiredCredentials:
      return {"ExpiredTokenException"};
    case ErrorKind::kAccessDenied:
      return {"AccessDeniedException"};

    case ErrorKind::kRepositoryNotFound:
      return {"RepositoryNotFoundException"};
    case ErrorKind::kRepositoryExists:
      return {"RepositoryAlreadyExistsException"};
    case ErrorKind::kRepositoryNotEmpty:
      return {"RepositoryNotEmptyException"};
    case ErrorKind::kImageNotFound:
      return {"ImageNotFoundException"};
    case ErrorKind::kImageExists:
      return {"ImageAlreadyExistsException"};
    case ErrorKind::kTagImmutable:
      return {"ImageTagAlreadyExistsException"};
    case ErrorKind::kManifestDigestMismatch:
      return {"ImageDigestDoesNotMatchException"};
    case ErrorKind::kReferencedImagesNotFound:
      return {"ReferencedImagesNotFoundException"};
    case ErrorKind::kLayersNotFound:
    case ErrorKind::kBlobNotFound:
      return {"LayersNotFoundException"};
    case ErrorKind::kLayerInaccessible:
      return {"LayerInaccessibleException"};
    case ErrorKind::kLayerExists:
      return {"LayerAlreadyExistsException"};
    case ErrorKind::kLayerDigestMismatch:
      return {"InvalidLayerException"};
    case ErrorKind::kLayerPartTooSmall:
      return {"LayerPartTooSmallException"};
    case ErrorKind::kLayerPartOutOfOrder:
      return {"InvalidLayerPartException"};
    case ErrorKind::kEmptyUpload:
      return {"EmptyUploadException"};
    case ErrorKind::kUploadNotFound:
      return {"UploadNotFoundException"};
    case ErrorKind::kImageArchived:
      return {"ImageArchivedException"};
    case ErrorKind::kStorageClassUnsupported:
      return {"ImageStorageClassUpdateNotSupportedException"};
    case ErrorKind::kUnsupportedImage:
      return {"UnsupportedImageTypeException"};
    case ErrorKind::kRepositoryPolicyNotFound:
      return {"RepositoryPolicyNotFoundException"};
    case ErrorKind::kRegistryPolicyNotFound:
      return {"RegistryPolicyNotFoundException"};
    case ErrorKind::kLifecyclePolicyNotFound:
      return {"LifecyclePolicyNotFoundException"};
    case ErrorKind::kPreviewNotFound:
      return {"LifecyclePolicyPreviewNotFoundException"};
    case ErrorKind::kPreviewInProgress:
      return {"LifecyclePolicyPreviewInProgressException"};
    case ErrorKind::kScanNotFound:
      return {"ScanNotFoundException"};
    case ErrorKind::kCacheRuleNotFound:
      return {"PullThroughCacheRuleNotFoundException"};
    case ErrorKind::kCacheRuleExists:
      return {"PullThroughCacheRuleAlreadyExistsException"};
    case ErrorKind::kUnsupportedUpstream:
      return {"UnsupportedUpstreamRegistryException"};
    case ErrorKind::kSecretNotFound:
      return {"SecretNotFoundException"};
    case ErrorKind::kSecretInaccessible:
      return {"UnableToAccessSecretException"};
    case ErrorKind::kSecretUndecryptable:
      return {"UnableToDecryptSecretValueException"};
    case ErrorKind::kTemplateNotFound:
      return {"TemplateNotFoundException"};
    case ErrorKind::kTemplateExists:
      return {"TemplateAlreadyExistsException"};
    case ErrorKind::kSigningConfigurationNotFound:
      return {"SigningConfigurationNotFoundException"};
    case ErrorKind::kExclusionNotFound:
      return {"ExclusionNotFoundException"};
    case ErrorKind::kExclusionExists:
      return {"ExclusionAlreadyExistsException"};
    case ErrorKind::kBackfillNotFound:
      return {"ReplicationBackfillNotFoundException"};
    case ErrorKind::kBackfillInProgress:
      return {"ReplicationBackfillInProgressException"};
    case ErrorKind::kBackfillEnded:
      return {"ReplicationBackfillInvalidStatusException"};

    // Of the query protocol's services alone.
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
      return {"InvalidParameterException"};

    case ErrorKind::kLimitExceeded:
      return {"LimitExceededException"};
    case ErrorKind::kKms:
      return {"KmsException"};
    case ErrorKind::kThrottled:
      return {"ThrottlingException"};
    case ErrorKind::kTimeout:
      return {"RequestTimeoutException", 408};
    case ErrorKind::kOverloaded:
    case ErrorKind::kUnavailable:
    case ErrorKind::kConflict:
      return {"ServiceUnavailableException", 503};
    case ErrorKind::kStorageFull:
    case ErrorKind::kCorrupt:
    case ErrorKind::kInternal:
      return {"ServerException", 500};
  }
  return {"ServerException", 500};
}

WireName query_error(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidParameter:
    case ErrorKind::kValidation:
    case ErrorKind::kInvalidName:
    case ErrorKind::kInvalidDigest:
    case ErrorKind::kInvalidTag:
    case ErrorKind::kInvalidManifest:
    case ErrorKind::kInvalidTagParameter:
    case ErrorKind::kTooManyTags:
    case ErrorKind::kRangeNotSatisfiable:
      return {"ValidationError"};
    case ErrorKind::kSerialization:
      return {"MalformedQueryString"};
    case ErrorKind::kUnsupported:
    case ErrorKind::kNotImplemented:
      return {"UnsupportedOperation"};
    case ErrorKind::kUnknownOperation:
      return {"InvalidAction"};
    case ErrorKind::kTooLarge:
      return {"RequestEntityTooLarge", 413};

    case ErrorKind::kMissingCredentials:
      return {"MissingAuthenticationToken", 403};
    case ErrorKind::kIncompleteSignature:
      return {"IncompleteSignature"};
    case ErrorKind::kUnrecognizedClient:
    case ErrorKind::kInvalidToken:
      return {"InvalidClientTokenId", 403};
    case ErrorKind::kInvalidSignature:
      return {"SignatureDoesNotMatch", 403};
    case ErrorKind::kExpiredCredentials:
      return {"ExpiredToken", 403};
    case ErrorKind::kAccessDenied:
      return {"AccessDenied", 403};

    case ErrorKind::kRepositoryNotFound:
    case ErrorKind::kImageNotFound:
    case ErrorKind::kReferencedImagesNotFound:
    case ErrorKind::kLayersNotFound:
    case ErrorKind::kLayerInaccessible:
    case ErrorKind::kUploadNotFound:
    case ErrorKind::kBlobNotFound:
    case ErrorKind::kRepositoryPolicyNotFound:
    case ErrorKind::kRegistryPolicyNotFound:
    case ErrorKind::kLifecyclePolicyNotFound:
    case ErrorKind::kPreviewNotFound:
    case ErrorKind::kScanNotFound:
    case ErrorKind::kCacheRuleNotFound:
    case ErrorKind::kSecretNotFound:
    case ErrorKind::kTemplateNotFound:
    case ErrorKind::kSigningConfigurationNotFound:
    case ErrorKind::kExclusionNotFound:
    case ErrorKind::kBackfillNotFound:
    case ErrorKind::kNoSuchEntity:
      return {"NoSuchEntity", 404};
    case ErrorKind::kRepositoryExists:
    case ErrorKind::kImageExists:
    case ErrorKind::kLayerExists:
    case ErrorKind::kTagImmutable:
    case ErrorKind::kPreviewInProgress:
    case ErrorKind::kCacheRuleExists:
    case ErrorKind::kTemplateExists:
    case ErrorKind::kExclusionExists:
    case ErrorKind::kBackfillInProgress:
    case ErrorKind::kEntityExists:
      return {"EntityAlreadyExists", 409};
    case ErrorKind::kRepositoryNotEmpty:
    case ErrorKind::kImageReferenced:
    case ErrorKind::kDeleteConflict:
      return {"DeleteConflict", 409};
    case ErrorKind::kUnmodifiableEntity:
      return {"UnmodifiableEntity"};
    case ErrorKind::kMalformedPolicy:
      return {"MalformedPolicyDocument"};
    case ErrorKind::kPackedPolicyTooLarge:
      return {"PackedPolicyTooLarge"};
    case ErrorKind::kInvalidIdentityToken:
      return {"InvalidIdentityToken"};
    case ErrorKind::kExpiredIdentityToken:
      return {"ExpiredTokenException"};
    case ErrorKind::kIdentityProviderRefused:
      return {"IDPRejectedClaim", 403};
    case ErrorKind::kIdentityProviderUnreachable:
      return {"IDPCommunicationError"};
    case ErrorKind::kManifestDigestMismatch:
    case ErrorKind::kLayerDigestMismatch:
    case ErrorKind::kLayerPartTooSmall:
    case ErrorKind::kLayerPartOutOfOrder:
    case ErrorKind::kEmptyUpload:
    case ErrorKind::kKms:
    case ErrorKind::kImageArchived:
    case ErrorKind::kStorageClassUnsupported:
    case ErrorKind::kUnsupportedImage:
    case ErrorKind::kUnsupportedUpstream:
    case ErrorKind::kSecretInaccessible:
    case ErrorKind::kSecretUndecryptable:
    case ErrorKind::kBackfillEnded:
    case ErrorKind::kInvalidInput:
      return {"InvalidInput"};

    case ErrorKind::kLimitExceeded:
      return {"LimitExceeded", 409};
    case ErrorKind::kThrottled:
      return {"Throttling"};
    case ErrorKind::kTimeout:
      return {"RequestTimeout", 408};
    case ErrorKind::kOverloaded:
    case ErrorKind::kUnavailable:
    case ErrorKind::kConflict:
      return {"ServiceUnavailable", 503};
    case ErrorKind::kStorageFull:
    case ErrorKind::kCorrupt:
    case ErrorKind::kInternal:
      return {"InternalFailure", 500};
  }
  return {"InternalFailure", 500};
}

}  // namespace entrepot::api::aws
