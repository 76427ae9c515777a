#pragma once
// Images: put, get, describe, list, delete; tags and referrers. Both doors call these, so that a rule is one rule.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

struct PutImage {
  std::string repository;
  std::string manifest;
  std::string media_type;        ///< declared with it; empty if none
  std::vector<model::Tag> tags;  ///< none: by digest only
  std::optional<Digest> digest;  ///< if given, the manifest must hash to it (kManifestDigestMismatch); may be sha512
  enum class Door : std::uint8_t { kOci, kAws } door = Door::kOci;
};
struct PutResult {
  Digest digest;
  std::string media_type;
  std::optional<Digest> subject;
};

class Images {
 public:
  explicit Images(Core& core) : core_(core) {}

  /// Checks and stores a manifest, and moves the tags to it, in one transaction. An archived image that is put again
  /// can be pulled again, at once. Errors with ECR's texts: kInvalidManifest, kLayersNotFound,
  /// kReferencedImagesNotFound, kTagImmutable, kImageExists (AWS door only: same manifest and same tag),
  /// kManifestDigestMismatch, kLimitExceeded, kRepositoryNotFound. The same digest pushed again to an immutable tag
  /// succeeds at the OCI door.
  async::Task<PutResult> put(Scope scope, PutImage request);

  /// A look at a manifest leaves no pull time.
  enum class Use : std::uint8_t { kPull, kLook };
  /// The hot path: served from memory when it can be. kRepositoryNotFound; kImageNotFound "Requested image not found";
  /// kImageArchived.
  async::Task<ManifestContent> get(Scope scope, std::string repository, ImageRef ref, Use use = Use::kPull);

  /// `stored` if its media type is accepted. Else, if that is accepted and can be made, the same image in the other
  /// format, Docker's or OCI's, under a digest of its own by which get() finds it from then on; else `stored`.
  using Accepts = std::function<bool(std::string_view media_type)>;
  async::Task<ManifestContent> in_format(Scope scope, std::string repository, ManifestContent stored, Accepts accepts);

  struct Batch {
    struct Found {
      ImageId id;
      ManifestContent content;
    };
    std::vector<Found> images;
    std::vector<ImageFailure> failures;
  };
  /// BatchGetImage. Ids as text: a malformed one is a failure of its own, not of the call. What is named by its tag
  /// alone comes in one of the `accepted` media types if it can, as in_format(); the id names the image as it is
  /// stored. kLimitExceeded as soon as the manifests read are larger together than an answer may be.
  async::Task<Batch> get_batch(Scope scope, std::string repository, std::vector<ImageId> ids,
                               std::vector<std::string> accepted = {});

  struct Stored {
    ImageId id;
    model::ImageStatus status = model::ImageStatus::kActive;
  };
  /// UpdateImageStorageClass. An archived image cannot be pulled, at once; one that is wanted back is kActivating until
  /// its layers are where they belong, then kActive. What an index holds comes back with it. Asking for what is so
  /// already changes nothing. kImageNotFound; kStorageClassUnsupported: an index that is not archived holds the image,
  /// or it is on its way back.
  async::Task<Stored> set_storage_class(Scope scope, std::string repository, ImageId id, StorageClass target);

  /// kImageNotFound for any missing one: "The image with imageId {imageDigest:'null', imageTag:'v1'} does not exist
  /// within the repository with name 'x' in the registry with id '...'".
  async::Task<std::vector<ImageDetail>> describe(Scope scope, std::string repository, std::vector<ImageId> ids);
  /// Ordered by digest.
  async::Task<Page<ImageDetail>> describe_all(Scope scope, std::string repository, ImageFilter filter,
                                              PageRequest page);
  /// One item for each (digest, tag), and one for each untagged image.
  async::Task<Page<ImageId>> list(Scope scope, std::string repository, ImageFilter filter, PageRequest page);

  struct Deleted {
    std::vector<ImageId> images;
    std::vector<ImageFailure> failures;
  };
  /// BatchDeleteImage: a tag alone is untagged (the last one deletes the image), a digest goes with all its tags.
  async::Task<Deleted> remove_batch(Scope scope, std::string repository, std::vector<ImageId> ids);
  /// DELETE at the OCI door. kImageNotFound; kImageReferenced "Requested image referenced by manifest list: [...]".
  async::Task<void> remove(Scope scope, std::string repository, ImageRef ref);

  /// Tags of images that can be pulled, in byte order after `page.after` (a tag name, which need not exist).
  /// kRepositoryNotFound.
  async::Task<Page<std::string>> tags(Scope scope, std::string repository, PageRequest page);

  /// Images whose subject is `subject` (which need not exist), oldest first.
  async::Task<Page<Referrer>> referrers(Scope scope, std::string repository, Digest subject, ReferrerFilter filter,
                                        PageRequest page);

 private:
  /// What in_format() gave out under this digest.
  async::Task<ManifestContent> get_form(Scope scope, std::string repository, Digest digest, Use use);

  Core& core_;
};

}  // namespace entrepot::registry
