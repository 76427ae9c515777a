#pragma once
// What can be set on a repository.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/names.h"

namespace entrepot::model {

enum class TagMutability : std::uint8_t { kMutable, kImmutable, kMutableWithExclusion, kImmutableWithExclusion };
std::string_view to_string(TagMutability mutability) noexcept;  ///< ECR's words: "IMMUTABLE_WITH_EXCLUSION"
std::optional<TagMutability> parse_tag_mutability(std::string_view text);

enum class EncryptionType : std::uint8_t { kAes256, kKms, kKmsDsse };
std::string_view to_string(EncryptionType type) noexcept;
std::optional<EncryptionType> parse_encryption_type(std::string_view text);

struct ResourceTag {
  std::string key;
  std::string value;
  bool operator==(const ResourceTag&) const = default;
};

struct RepositorySettings {
  TagMutability mutability = TagMutability::kMutable;
  std::vector<std::string> exclusion_filters;  ///< wildcards; 1-5 with the two *_WITH_EXCLUSION kinds, else none
  bool scan_on_push = false;
  EncryptionType encryption = EncryptionType::kAes256;
  std::string kms_key;  ///< ARN; empty with kAes256
  std::vector<ResourceTag> tags;
  bool operator==(const RepositorySettings&) const = default;
};

/// Whether `tag` may not be moved once it is set. '*' in a filter stands for any run of characters.
bool is_immutable(const RepositorySettings& settings, std::string_view tag);

/// Anchored match; '*' is any run of characters, every other character itself. Linear in text * pattern.
bool matches_wildcard(std::string_view pattern, std::string_view text);

}  // namespace entrepot::model
