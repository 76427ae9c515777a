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
      return {"NoSuchEntity", 404};
    case ErrorKind::kRepositoryExists:
    case ErrorKind::kImageExists:
    case ErrorKind::kLayerExists:
    case ErrorKind::kTagImmutable:
      return {"EntityAlreadyExists", 409};
    case ErrorKind::kRepositoryNotEmpty:
    case ErrorKind::kImageReferenced:
      return {"DeleteConflict", 409};
    case ErrorKind::kManifestDigestMismatch:
    case ErrorKind::kLayerDigestMismatch:
    case ErrorKind::kLayerPartTooSmall:
    case ErrorKind::kLayerPartOutOfOrder:
    case ErrorKind::kEmptyUpload:
    case ErrorKind::kKms:
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
