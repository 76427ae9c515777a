#pragma once
// What the services take and give. Values only.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/digest.h"
#include "model/image_status.h"
#include "model/names.h"
#include "model/repository_settings.h"

namespace entrepot::registry {

/// On whose behalf, and in which registry. Authorised already; services check existence and rules, not rights.
struct Scope {
  model::RegistryId registry;
  std::string principal_id;   ///< who asks; upload sessions are bound to it
  std::string principal_arn;  ///< the same; some principals' pulls leave no time
};

struct Repository {
  model::RegistryId registry;
  std::string name;
  SysTime created_at;
  model::RepositorySettings settings;
};

/// A tag, a digest, or both (both must then agree).
struct ImageRef {
  std::optional<Digest> digest;
  std::optional<model::Tag> tag;
};

struct ManifestContent {
  Digest digest;
  std::string media_type;
  std::shared_ptr<const std::string> bytes;
};

struct ImageDetail {
  Digest digest;
  std::string media_type;
  std::string artifact_type;      ///< empty if none
  std::vector<std::string> tags;  ///< sorted; empty: untagged
  std::uint64_t size_bytes = 0;   ///< as ECR counts: config and layers; of an index, its largest child
  SysTime pushed_at;
  std::optional<SysTime> last_pulled_at;
  std::optional<Digest> subject;
  model::ImageStatus status = model::ImageStatus::kActive;
  std::optional<SysTime> last_archived_at;
  std::optional<SysTime> last_activated_at;
};

/// A (digest, tag) pair as ListImages shows it; no tag for an untagged image.
struct ImageId {
  std::optional<std::string> digest;
  std::optional<std::string> tag;
};

enum class TagStatus : std::uint8_t { kAny, kTagged, kUntagged };

enum class StorageClass : std::uint8_t { kStandard, kArchive };

/// What a listing shows; without words about it, the images that can be pulled.
struct ImageFilter {
  TagStatus tags = TagStatus::kAny;
  std::optional<model::ImageStatus> status = model::ImageStatus::kActive;  ///< none: any
};

/// Keyset pagination: `after` is the last key of the page before (opaque to callers, made by the service; empty: from
/// the start). A page's `next` is empty at the end.
struct PageRequest {
  std::string after;
  std::size_t limit = 100;
};
template <class T>
struct Page {
  std::vector<T> items;
  std::string next;
};

/// A part of a batch that failed; `code` is ECR's failure code: "ImageNotFound", "MissingDigestAndTag", ...
struct ImageFailure {
  ImageId image;
  std::string code;
  std::string reason;
};

struct ReferrerFilter {
  std::vector<std::string> artifact_types;                                 ///< none: any; at most five
  std::optional<model::ImageStatus> status = model::ImageStatus::kActive;  ///< none: any
};

struct Referrer {
  Digest digest;
  std::string media_type;
  std::string artifact_type;
  std::uint64_t size = 0;
  std::map<std::string, std::string> annotations;
  model::ImageStatus status = model::ImageStatus::kActive;
};

}  // namespace entrepot::registry
