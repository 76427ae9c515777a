#include "registry/messages.h"

#include <fmt/format.h>

#include "base/encoding.h"

namespace entrepot::registry::messages {
namespace {

std::string list(std::span<const Digest> digests) {
  std::string out;
  for (const Digest& digest : digests) {
    if (!out.empty()) out += ", ";
    out += digest.text();
  }
  return out;
}

const std::string& account(const Scope& scope) {
  return scope.registry.account.text();
}

}  // namespace

Error repository_not_found(const Scope& scope, std::string_view repository) {
  return {ErrorKind::kRepositoryNotFound,
          fmt::format("The repository with name '{}' does not exist in the registry with id '{}'",
                      printable(repository), account(scope))};
}

Error repository_exists(const Scope& scope, std::string_view repository) {
  return {ErrorKind::kRepositoryExists,
          fmt::format("The repository with name '{}' already exists in the registry with id '{}'", repository,
                      account(scope))};
}

Error repository_not_empty(const Scope& scope, std::string_view repository) {
  return {ErrorKind::kRepositoryNotEmpty,
          fmt::format("The repository with name '{}' in registry with id '{}' cannot be deleted because it still "
                      "contains images",
                      repository, account(scope))};
}

Error too_many_repositories(const Scope& scope, std::size_t limit) {
  return {ErrorKind::kLimitExceeded,
          fmt::format("The registry with id '{}' already has the maximum allowed number of repositories which is '{}'",
                      account(scope), limit)};
}

Error too_many_resource_tags(std::size_t limit) {
  return {ErrorKind::kTooManyTags,
          fmt::format("The list of tags on the repository is over the limit. The maximum number of tags that can be "
                      "applied to a repository is {}.",
                      limit)};
}

Error repository_policy_not_found(const Scope& scope, std::string_view repository) {
  return {ErrorKind::kRepositoryPolicyNotFound,
          fmt::format("Repository policy does not exist for the repository with name '{}' in the registry with id '{}'",
                      repository, account(scope))};
}

Error lifecycle_policy_not_found(const Scope& scope, std::string_view repository) {
  return {ErrorKind::kLifecyclePolicyNotFound,
          fmt::format("Lifecycle policy does not exist for the repository with name '{}' in the registry with id '{}'",
                      repository, account(scope))};
}

Error registry_policy_not_found(const Scope& scope) {
  return {ErrorKind::kRegistryPolicyNotFound,
          fmt::format("Registry policy does not exist in the registry with id '{}'", account(scope))};
}

Error image_not_found() {
  return {ErrorKind::kImageNotFound, "Requested image not found"};
}

Error image_not_found(const Scope& scope, std::string_view repository, const ImageId& image) {
  return {ErrorKind::kImageNotFound,
          fmt::format("The image with imageId {{imageDigest:'{}', imageTag:'{}'}} does not exist within the repository "
                      "with name '{}' in the registry with id '{}'",
                      printable(image.digest.value_or("null")), printable(image.tag.value_or("null")), repository,
                      account(scope))};
}

Error image_archived(const Scope& scope, std::string_view repository, const Digest& digest) {
  return {ErrorKind::kImageArchived,
          fmt::format("The image with digest '{}' in the repository with name '{}' in the registry with id '{}' is "
                      "archived; it must be restored before it can be used",
                      digest.text(), repository, account(scope))};
}

Error image_activating(const Scope& scope, std::string_view repository, const Digest& digest) {
  return {
      ErrorKind::kStorageClassUnsupported,
      fmt::format("The image with digest '{}' in the repository with name '{}' in the registry with id '{}' is being "
                  "restored; it can be archived once that is done",
                  digest.text(), repository, account(scope))};
}

Error archive_index_first(std::span<const Digest> parents) {
  return {ErrorKind::kStorageClassUnsupported,
          fmt::format("Requested image referenced by manifest list: [{}]", list(parents))};
}

Error image_exists(const Scope& scope, std::string_view repository, const Digest& digest, std::string_view tag) {
  return {ErrorKind::kImageExists,
          fmt::format("Image with digest '{}' and tag '{}' already exists in the repository with name '{}' in registry "
                      "with id '{}'",
                      digest.text(), tag, repository, account(scope))};
}

Error image_referenced(std::span<const Digest> parents) {
  return {ErrorKind::kImageReferenced, fmt::format("Requested image referenced by manifest list: [{}]", list(parents))};
}

Error tag_immutable(std::string_view repository, std::string_view tag) {
  return {ErrorKind::kTagImmutable,
          fmt::format("The image tag '{}' already exists in the '{}' repository and cannot be overwritten because the "
                      "tag is immutable.",
                      tag, repository)};
}

Error manifest_digest_mismatch(const Scope& scope, std::string_view repository, const Digest& claimed) {
  return {ErrorKind::kManifestDigestMismatch,
          fmt::format("The image with digest '{}' in repository '{}' and registry ID '{}' does not match the image "
                      "digest that Amazon ECR has calculated.",
                      claimed.text(), printable(repository), account(scope))};
}

Error layers_missing(const Scope& scope, std::string_view repository, std::span<const Digest> digests) {
  return {ErrorKind::kLayersNotFound,
          fmt::format("Layers with digests '[{}]' required for pushing image into repository with name '{}' in the "
                      "registry with id '{}' do not exist",
                      list(digests), repository, account(scope))};
}

Error images_missing(const Scope& scope, std::string_view repository, std::span<const Digest> digests) {
  return {ErrorKind::kReferencedImagesNotFound,
          fmt::format("Images with digests '[{}]' required for pushing image into repository with name '{}' in the "
                      "registry with id '{}' do not exist",
                      list(digests), repository, account(scope))};
}

Error too_many_images(const Scope& scope, std::string_view repository, std::size_t limit) {
  return {
      ErrorKind::kLimitExceeded,
      fmt::format("The repository with name '{}' in registry with id '{}' already has the maximum allowed number of "
                  "images which is '{}'",
                  repository, account(scope), limit)};
}

Error batch_too_large(std::uint64_t bytes, std::uint64_t limit) {
  return {ErrorKind::kLimitExceeded,
          fmt::format("The manifests asked for have at least {} bytes together; one answer holds at most {}", bytes,
                      limit)};
}

Error too_many_tags(const Scope& scope, std::string_view repository, std::string_view tag, std::size_t limit) {
  return {
      ErrorKind::kLimitExceeded,
      fmt::format("Adding tag '{}' to an image in the repository with name '{}' in registry with id '{}' exceeds the "
                  "maximum allowed number of tags per image which is '{}'",
                  tag, repository, account(scope), limit)};
}

Error layer_not_found(ErrorKind kind, const Scope& scope, std::string_view repository, const Digest& digest) {
  return {kind, fmt::format("The layer with digest '{}' does not exist within the repository with name '{}' in the "
                            "registry with id '{}'",
                            digest.text(), printable(repository), account(scope))};
}

Error layer_inaccessible(const Scope& scope, std::string_view repository, const Digest& digest) {
  return {ErrorKind::kLayerInaccessible,
          fmt::format("The layer with digest '{}' within the repository with name '{}' in the registry with id '{}' is "
                      "not available because it is not associated with an image",
                      digest.text(), repository, account(scope))};
}

Error layer_archived(ErrorKind kind, const Scope& scope, std::string_view repository, const Digest& digest) {
  return {kind, fmt::format("The layer with digest '{}' within the repository with name '{}' in the registry with id "
                            "'{}' is not available because only archived images need it",
                            digest.text(), repository, account(scope))};
}

Error layer_exists(const Scope& scope, std::string_view repository, const Digest& digest) {
  return {ErrorKind::kLayerExists,
          fmt::format("The layer with digest '{}' already exists in the repository with name '{}' in the registry with "
                      "id '{}'",
                      digest.text(), repository, account(scope))};
}

Error layer_in_use(const Scope& scope, std::string_view repository, const Digest& digest) {
  return {ErrorKind::kUnsupported,
          fmt::format("The layer with digest '{}' in the repository with name '{}' in the registry with id '{}' cannot "
                      "be deleted because an image refers to it",
                      digest.text(), repository, account(scope))};
}

Error layer_digest_mismatch() {
  return {ErrorKind::kLayerDigestMismatch, "None of the provided layer digests match the calculated layer digest"};
}

Error upload_not_found(const Scope& scope, std::string_view repository, std::string_view upload) {
  return {ErrorKind::kUploadNotFound,
          fmt::format("The upload with id '{}' in the repository with name '{}' in the registry with id '{}' does not "
                      "exist",
                      printable(upload), printable(repository), account(scope))};
}

Error upload_empty(const Scope& scope, std::string_view repository, std::string_view upload) {
  return {ErrorKind::kEmptyUpload,
          fmt::format("The upload with id '{}' in the repository with name '{}' in registry with id '{}' cannot be "
                      "completed because it does not have any parts",
                      upload, repository, account(scope))};
}

Error upload_busy(std::uint64_t durable) {
  return Error(ErrorKind::kLayerPartOutOfOrder,
               "Another request is writing to this upload; the parts of a layer are sent one after the other")
      .at_offset(durable);
}

Error part_too_small() {
  return {ErrorKind::kLayerPartTooSmall, "All layer parts except the last part should be at least 5MB"};
}

Error part_out_of_order(std::uint64_t first_byte, std::uint64_t expected) {
  return Error(ErrorKind::kLayerPartOutOfOrder,
               fmt::format("First byte of the layer part is {} instead of {}", first_byte, expected))
      .at_offset(expected);
}

Error part_backwards(std::uint64_t first_byte, std::uint64_t last_byte) {
  return Error(ErrorKind::kLayerPartOutOfOrder,
               fmt::format("Last byte of the layer part is {}, before its first byte {}", last_byte, first_byte))
      .at_offset(first_byte);
}

Error part_length(std::uint64_t announced, std::uint64_t got, std::uint64_t durable) {
  return Error(ErrorKind::kLayerPartOutOfOrder, fmt::format("The layer part has {} {} bytes, its range says {}",
                                                            got > announced ? "at least" : "only", got, announced))
      .at_offset(durable);
}

Error layer_too_large(std::uint64_t limit) {
  return {ErrorKind::kTooLarge, fmt::format("The layer is larger than {} bytes, the most that is allowed", limit)};
}

Error too_many_parts(const Scope& scope, std::string_view repository, std::string_view upload, std::uint64_t limit) {
  return {
      ErrorKind::kLimitExceeded,
      fmt::format("The upload with id '{}' in the repository with name '{}' in registry with id '{}' already has the "
                  "maximum allowed number of layer parts which is '{}'",
                  printable(upload), repository, account(scope), limit)};
}

}  // namespace entrepot::registry::messages
