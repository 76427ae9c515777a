#include "api/ecr/resource_tags.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

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

std::string only_allowed(std::string_view key) {
  return fmt::format("The tag '{}' may hold letters, numbers, spaces and + - = . _ : / @ only", key);
}

std::optional<std::string> problem_of_key(std::string_view text) {
  const std::string key = printable(text, 140);
  if (text.empty()) return "A tag key must not be empty";
  if (characters(text) > kMaxKey) return fmt::format("The tag key '{}' is longer than {} characters", key, kMaxKey);
  if (is_reserved(text)) return fmt::format("The tag key '{}' begins with 'aws:', which is reserved", key);
  if (!has_allowed_characters(text)) return only_allowed(key);
  return std::nullopt;
}

std::optional<std::string> problem_of(const model::ResourceTag& tag) {
  if (auto problem = problem_of_key(tag.key)) return problem;
  const std::string key = printable(tag.key, 140);
  if (characters(tag.value) > kMaxValue) {
    return fmt::format("The value of the tag '{}' is longer than {} characters", key, kMaxValue);
  }
  if (!has_allowed_characters(tag.value)) return only_allowed(key);
  return std::nullopt;
}

Error invalid_arn() {
  return {ErrorKind::kInvalidParameter, json::constraint_text("resourceArn", "Invalid ARN")};
}

}  // namespace

std::vector<model::ResourceTag> read_resource_tags(json::Reader& in) {
  std::vector<model::ResourceTag> out;
  const json::Array* list = in.optional_array("tags");
  std::unordered_set<std::string> seen;
  each_structure(in, "tags", list, [&](json::Reader& item) {
    model::ResourceTag tag{.key = item.required_string("Key"), .value = item.required_string("Value")};
    if (!item.ok()) return;
    std::optional<std::string> problem = problem_of(tag);
    if (!problem && !seen.insert(tag.key).second) {
      problem = fmt::format("The tag key '{}' is given twice", printable(tag.key, 140));
    }
    if (problem) item.refuse(Error(ErrorKind::kInvalidTagParameter, *std::move(problem)));
    out.push_back(std::move(tag));
  });
  return out;
}

std::vector<std::string> read_tag_keys(json::Reader& in) {
  std::vector<std::string> keys = in.required_strings("tagKeys");
  for (const std::string& key : keys) {
    if (auto problem = problem_of_key(key)) in.refuse(Error(ErrorKind::kInvalidTagParameter, *std::move(problem)));
  }
  return keys;
}

std::optional<model::RepositoryArn> read_resource_arn(json::Reader& in) {
  const std::string text = in.required_string("resourceArn");
  if (!in.ok()) return std::nullopt;
  std::optional<model::RepositoryArn> arn = model::parse_repository_arn(text);
  if (!arn) in.refuse(invalid_arn());
  return arn;
}

aws::Target target_of(const model::RepositoryArn& arn) {
  return {.registry_id = arn.registry.account.text(), .repositories = {arn.repository.text()}};
}

Result<void> check_region(const aws::Call& call, const model::RepositoryArn& arn) {
  if (arn.registry.region != call.context.registry.region) return fail(invalid_arn());
  return {};
}

}  // namespace entrepot::api::ecr
