#include "api/ecr/resource_tags.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/ecr/members.h"
#include "base/encoding.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::size_t kMaxKey = 128;
constexpr std::size_t kMaxValue = 256;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Letters, numbers, spaces and + - = . _ : / @ (Amazon ECR user guide, "Tag restrictions"). Letters of other scripts
/// are letters too: any character beyond ASCII is let through.
bool has_allowed_characters(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80 || std::string_view(" +-=._:/@").contains(c);
  });
}

bool is_reserved(std::string_view key) {
  std::string start(key.substr(0, 4));
  std::ranges::transform(start, start.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; });
  return start == "aws:";
}

std::optional<std::string> problem_of(const model::ResourceTag& tag) {
  const std::string key = printable(tag.key, 140);
  if (tag.key.empty()) return "A tag key must not be empty";
  if (characters(tag.key) > kMaxKey) return fmt::format("The tag key '{}' is longer than {} characters", key, kMaxKey);
  if (characters(tag.value) > kMaxValue) {
    return fmt::format("The value of the tag '{}' is longer than {} characters", key, kMaxValue);
  }
  if (is_reserved(tag.key)) return fmt::format("The tag key '{}' begins with 'aws:', which is reserved", key);
  if (!has_allowed_characters(tag.key) || !has_allowed_characters(tag.value)) {
    return fmt::format("The tag '{}' may hold letters, numbers, spaces and + - = . _ : / @ only", key);
  }
  return std::nullopt;
}

}  // namespace

std::vector<model::ResourceTag> read_resource_tags(json::Reader& in) {
  std::vector<model::ResourceTag> out;
  const json::Array* list = in.optional_array("tags");
  if (list != nullptr && list->size() > kMaxResourceTags) {
    in.refuse(Error(ErrorKind::kTooManyTags,
                    fmt::format("The list of tags on the repository is over the limit. The maximum number of tags "
                                "that can be applied to a repository is {}.",
                                kMaxResourceTags)));
    return out;
  }
  each_structure(in, "tags", list, [&](json::Reader& item) {
    model::ResourceTag tag{.key = item.required_string("Key"), .value = item.required_string("Value")};
    if (!item.ok()) return;
    std::optional<std::string> problem = problem_of(tag);
    if (!problem && std::ranges::find(out, tag.key, &model::ResourceTag::key) != out.end()) {
      problem = fmt::format("The tag key '{}' is given twice", printable(tag.key, 140));
    }
    if (problem) item.refuse(Error(ErrorKind::kInvalidTagParameter, *std::move(problem)));
    out.push_back(std::move(tag));
  });
  return out;
}

}  // namespace entrepot::api::ecr
