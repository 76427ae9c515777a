#pragma once
// Manifests: OCI image manifests and indexes, Docker schema 2 and lists, artifacts. Parsed strictly, never rewritten.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/result.h"

namespace entrepot::manifest {

inline constexpr std::size_t kMaxSize = 4_MiB;  ///< ECR API model, ImageManifest
inline constexpr std::size_t kMaxLayers = 500;  ///< ECR's undocumented limit, observed
inline constexpr std::size_t kMaxChildren = 10'000;
inline constexpr std::size_t kMaxDepth = 32;  ///< of the JSON

struct Descriptor {
  std::string media_type;
  Digest digest;
  std::uint64_t size = 0;
  std::string artifact_type;
  /// A layer that the registry need not have: foreign and non-distributable media types, with `urls`.
  bool is_external = false;
};

enum class Kind : std::uint8_t { kImage, kIndex, kArtifact };

struct Manifest {
  Kind kind = Kind::kImage;
  std::string media_type;  ///< as declared inside, or else as sent with it
  std::optional<Descriptor> config;
  std::vector<Descriptor> layers;    ///< of an image; `blobs` of an artifact manifest
  std::vector<Descriptor> children;  ///< of an index
  std::optional<Descriptor> subject;
  /// OCI image spec, "Guidelines for Artifact Usage": artifactType, else the config's media type. Empty if neither.
  std::string artifact_type;
  std::map<std::string, std::string> annotations;

  /// Blobs that must be in the repository: config and layers, less external ones, without repeats, in order.
  std::vector<Descriptor> required_blobs() const;
  /// ECR's imageSizeInBytes of an image: the sum of config and layers. 0 for an index (the largest child counts there).
  std::uint64_t blob_bytes() const;
};

/// Parses and checks `text`. `declared_media_type` is the Content-Type (or imageManifestMediaType) it came with; empty
/// if none. kInvalidManifest, saying what is wrong and where, if it is not JSON, not an object, too deep, too large,
/// has both `layers` and `manifests`, a bad descriptor, a media type inside that differs from the declared one, or none
/// at all.
Result<Manifest> parse(std::string_view text, std::string_view declared_media_type);

}  // namespace entrepot::manifest
