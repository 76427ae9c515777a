#pragma once
// The one error type. Kinds know no protocol: each door maps them to its wire codes in one total switch.

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>

namespace entrepot {

/// Every way in which an expected failure can happen. A new kind stops the two wire_error.cc switches from compiling
/// until it is mapped there.
enum class ErrorKind : std::uint8_t {
  // what was asked is malformed
  kInvalidParameter,
  kValidation,
  kInvalidName,
  kInvalidDigest,
  kInvalidTag,
  kInvalidManifest,
  kInvalidTagParameter,
  kTooManyTags,
  kSerialization,
  kUnsupported,
  kUnknownOperation,
  kNotImplemented,
  kTooLarge,
  kRangeNotSatisfiable,
  // who asks
  kMissingCredentials,
  kIncompleteSignature,
  kUnrecognizedClient,
  kInvalidSignature,
  kExpiredCredentials,
  kInvalidToken,
  kAccessDenied,
  // what is, or is not, there
  kRepositoryNotFound,
  kRepositoryExists,
  kRepositoryNotEmpty,
  kImageNotFound,
  kImageExists,
  kImageReferenced,
  kTagImmutable,
  kManifestDigestMismatch,
  kReferencedImagesNotFound,
  kLayersNotFound,
  kLayerInaccessible,
  kLayerExists,
  kLayerDigestMismatch,
  kLayerPartTooSmall,
  kLayerPartOutOfOrder,
  kEmptyUpload,
  kUploadNotFound,
  kBlobNotFound,
  kImageArchived,
  kStorageClassUnsupported,
  kUnsupportedImage,
  kRepositoryPolicyNotFound,
  kRegistryPolicyNotFound,
  kLifecyclePolicyNotFound,
  kPreviewNotFound,
  kPreviewInProgress,
  kScanNotFound,
  kCacheRuleNotFound,
  kCacheRuleExists,
  kUnsupportedUpstream,
  kSecretNotFound,
  kSecretInaccessible,
  kSecretUndecryptable,
  kTemplateNotFound,
  kTemplateExists,
  kSigningConfigurationNotFound,
  kExclusionNotFound,
  kExclusionExists,
  kBackfillNotFound,
  kBackfillInProgress,
  kBackfillEnded,
  kNoSuchEntity,
  kEntityExists,
  kDeleteConflict,
  kUnmodifiableEntity,
  kInvalidInput,
  kMalformedPolicy,
  kPackedPolicyTooLarge,
  kInvalidIdentityToken,
  kExpiredIdentityToken,
  kIdentityProviderRefused,
  kIdentityProviderUnreachable,
  // what this machine cannot do now
  kLimitExceeded,
  kThrottled,
  kOverloaded,
  kUnavailable,
  kTimeout,
  kStorageFull,
  kKms,
  kCorrupt,
  kConflict,
  kInternal,
};

/// "kBlobNotFound" for logs and metrics.
std::string_view to_string(ErrorKind kind) noexcept;

/// A failure: its kind, a message that is safe to send to the client, and a private detail for the log.
class [[nodiscard]] Error {
 public:
  Error() = default;
  Error(ErrorKind kind, std::string message, std::source_location where = std::source_location::current())
      : kind_(kind), message_(std::move(message)), where_(where) {}

  /// Adds what only the log may hold: paths, SQL, system messages.
  Error&& because(std::string detail) &&;
  /// Names the step that failed, for the log: "put image: ...".
  Error&& within(std::string_view step) &&;
  /// For kLayerPartOutOfOrder and kRangeNotSatisfiable: how many bytes are there.
  Error&& at_offset(std::uint64_t offset) &&;

  ErrorKind kind() const noexcept { return kind_; }
  std::string_view message() const noexcept { return message_; }
  std::string_view detail() const noexcept { return detail_; }
  std::optional<std::uint64_t> offset() const noexcept { return offset_; }
  const std::source_location& where() const noexcept { return where_; }

 private:
  ErrorKind kind_ = ErrorKind::kInternal;
  std::string message_;
  std::string detail_;
  std::optional<std::uint64_t> offset_;
  std::source_location where_;
};

}  // namespace entrepot
