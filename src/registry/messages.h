#pragma once
// The errors of this room, with Amazon ECR's texts where they are known. Private to the room.

#include <span>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/error.h"
#include "registry/types.h"

namespace entrepot::registry::messages {

Error repository_not_found(const Scope& scope, std::string_view repository);
Error repository_exists(const Scope& scope, std::string_view repository);
Error repository_not_empty(const Scope& scope, std::string_view repository);
Error too_many_repositories(const Scope& scope, std::size_t limit);
/// Of the tags of a repository as an AWS resource.
Error too_many_resource_tags(std::size_t limit);
Error repository_policy_not_found(const Scope& scope, std::string_view repository);
Error lifecycle_policy_not_found(const Scope& scope, std::string_view repository);
Error registry_policy_not_found(const Scope& scope);

Error image_not_found();
/// As DescribeImages says it: {imageDigest:'null', imageTag:'v1'}.
Error image_not_found(const Scope& scope, std::string_view repository, const ImageId& image);
Error image_archived(const Scope& scope, std::string_view repository, const Digest& digest);
Error image_activating(const Scope& scope, std::string_view repository, const Digest& digest);
/// Of an image that cannot be archived before the indexes that hold it.
Error archive_index_first(std::span<const Digest> parents);
Error image_exists(const Scope& scope, std::string_view repository, const Digest& digest, std::string_view tag);
Error image_referenced(std::span<const Digest> parents);
Error tag_immutable(std::string_view repository, std::string_view tag);
Error manifest_digest_mismatch(const Scope& scope, std::string_view repository, const Digest& claimed);
Error layers_missing(const Scope& scope, std::string_view repository, std::span<const Digest> digests);
Error images_missing(const Scope& scope, std::string_view repository, std::span<const Digest> digests);
Error too_many_images(const Scope& scope, std::string_view repository, std::size_t limit);
Error batch_too_large(std::uint64_t bytes, std::uint64_t limit);
Error too_many_tags(const Scope& scope, std::string_view repository, std::string_view tag, std::size_t limit);

Error layer_not_found(ErrorKind kind, const Scope& scope, std::string_view repository, const Digest& digest);
Error layer_inaccessible(const Scope& scope, std::string_view repository, const Digest& digest);
Error layer_archived(ErrorKind kind, const Scope& scope, std::string_view repository, const Digest& digest);
Error layer_exists(const Scope& scope, std::string_view repository, const Digest& digest);
Error layer_in_use(const Scope& scope, std::string_view repository, const Digest& digest);
Error layer_digest_mismatch();

Error upload_not_found(const Scope& scope, std::string_view repository, std::string_view upload);
Error upload_empty(const Scope& scope, std::string_view repository, std::string_view upload);
Error upload_busy(std::uint64_t durable);
Error part_too_small();
Error part_out_of_order(std::uint64_t first_byte, std::uint64_t expected);
Error part_backwards(std::uint64_t first_byte, std::uint64_t last_byte);
/// `got`: how many bytes came, or at least came, where the range says `announced`.
Error part_length(std::uint64_t announced, std::uint64_t got, std::uint64_t durable);
Error layer_too_large(std::uint64_t limit);
Error too_many_parts(const Scope& scope, std::string_view repository, std::string_view upload, std::uint64_t limit);

}  // namespace entrepot::registry::messages
