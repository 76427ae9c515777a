#include "registry/image_ids.h"

namespace entrepot::registry {

std::expected<ImageRef, ImageFailure> parse_image_id(const ImageId& id) {
  const auto failed = [&](const char* code, const char* reason) {
    return std::unexpected(ImageFailure{.image = id, .code = code, .reason = reason});
  };
  if (!id.digest && !id.tag) {
    return failed("MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null");
  }
  ImageRef ref;
  if (id.digest) {
    auto digest = Digest::parse(*id.digest);
    if (!digest) {
      return failed(
          "InvalidImageDigest",
          "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'");
    }
    ref.digest = std::move(*digest);
  }
  if (id.tag) {
    auto tag = model::Tag::parse(*id.tag);
    if (!tag) {
      return failed(
          "InvalidImageTag",
          "Invalid request parameters: image tag should satisfy the regex '[a-zA-Z0-9_][a-zA-Z0-9-_.]{0,127}'");
    }
    ref.tag = std::move(*tag);
  }
  return ref;
}

ImageFailure image_not_found_failure(const ImageId& id) {
  return {.image = id, .code = "ImageNotFound", .reason = "Requested image not found"};
}

ImageFailure tag_mismatch_failure(const ImageId& id) {
  return {.image = id,
          .code = "ImageTagDoesNotMatchDigest",
          .reason = "Invalid request parameters: the image tag does not belong to the image with the given digest"};
}

}  // namespace entrepot::registry
