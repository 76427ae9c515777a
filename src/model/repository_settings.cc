#include "model/repository_settings.h"

#include <algorithm>
#include <array>

namespace entrepot::model {
namespace {

constexpr std::array<std::string_view, 4> kMutability = {"MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION",
                                                         "IMMUTABLE_WITH_EXCLUSION"};
constexpr std::array<std::string_view, 3> kEncryption = {"AES256", "KMS", "KMS_DSSE"};

template <class Enum, std::size_t N>
std::optional<Enum> find_word(const std::array<std::string_view, N>& words, std::string_view text) {
  const auto at = std::ranges::find(words, text);
  if (at == words.end()) return std::nullopt;
  return static_cast<Enum>(at - words.begin());
}

}  // namespace

std::string_view to_string(TagMutability mutability) noexcept {
  return kMutability[static_cast<std::size_t>(mutability)];
}

std::optional<TagMutability> parse_tag_mutability(std::string_view text) {
  return find_word<TagMutability>(kMutability, text);
}

std::string_view to_string(EncryptionType type) noexcept {
  return kEncryption[static_cast<std::size_t>(type)];
}

std::optional<EncryptionType> parse_encryption_type(std::string_view text) {
  return find_word<EncryptionType>(kEncryption, text);
}

bool is_immutable(const RepositorySettings& settings, std::string_view tag) {
  const auto excluded = [&] {
    return std::ranges::any_of(settings.exclusion_filters,
                               [&](const std::string& filter) { return matches_wildcard(filter, tag); });
  };
  switch (settings.mutability) {
    case TagMutability::kMutable:
      return false;
    case TagMutability::kImmutable:
      return true;
    case TagMutability::kMutableWithExclusion:
      return excluded();
    case TagMutability::kImmutableWithExclusion:
      return !excluded();
  }
  return true;
}

bool matches_wildcard(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last '*' seen
  std::size_t resume = 0;                     // where in the text its run ends
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      // Only the last '*' has to grow: what an earlier one could take, this one can take as well.
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

}  // namespace entrepot::model
