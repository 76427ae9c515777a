#pragma once
// Image ids of a batch: checked one by one, since a malformed one fails alone. Private to the room.

#include <expected>

#include "registry/types.h"

namespace entrepot::registry {

/// The reference that the id names; or ECR's failure: MissingDigestAndTag, InvalidImageDigest, InvalidImageTag.
std::expected<ImageRef, ImageFailure> parse_image_id(const ImageId& id);

ImageFailure image_not_found_failure(const ImageId& id);
/// The tag is there, and is another image's.
ImageFailure tag_mismatch_failure(const ImageId& id);

}  // namespace entrepot::registry
