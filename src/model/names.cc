#include "model/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"

namespace entrepot::model {
namespace {

constexpr std::size_t kMinName = 2;
constexpr std::size_t kMaxName = 256;
constexpr std::size_t kMaxTag = 128;
constexpr std::size_t kMaxRegion = 63;
constexpr std::string_view kTagPattern = "[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}";
constexpr std::string_view kAccountPattern = "[0-9]{12}";
constexpr std::string_view kRegionPattern = "[a-z0-9][a-z0-9-]{0,62}";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || is_digit(c);
}
bool is_word(char c) {
  return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '_';
}

std::string constraint(std::string_view member, std::string_view why) {
  return fmt::format("Invalid parameter at '{}' failed to satisfy constraint: '{}'", member, why);
}

std::string pattern_text(std::string_view member, std::string_view pattern) {
  return constraint(member, fmt::format("must satisfy regular expression '{}'", pattern));
}

/// One past a separator (one '.', one or two '_', any run of '-') at `at`; `at` itself if there is none.
std::size_t skip_separator(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '.':
      return at + 1;
    case '_':
      return at + 1 + (at + 1 < text.size() && text[at + 1] == '_' ? 1 : 0);
    case '-':
      return std::min(text.find_first_not_of('-', at), text.size());
    default:
      return at;
  }
}

/// RepositoryName::kPattern by hand: one pass, no backtracking, so no text is slow.
bool matches_name(std::string_view text) {
  std::size_t at = 0;
  while (true) {
    const std::size_t start = at;
    while (at < text.size() && is_lower_or_digit(text[at])) ++at;
    if (at == start) return false;  // each component and each separator is followed by a letter or a digit
    if (at == text.size()) return true;
    const std::size_t next = text[at] == '/' ? at + 1 : skip_separator(text, at);
    if (next == at) return false;
    at = next;
  }
}

}  // namespace

bool has_repository_name_form(std::string_view text) {
  return matches_name(text);
}

Result<RepositoryName> RepositoryName::parse(std::string_view text) {
  // Clients compare this message as a whole, so the wrong name goes into the detail only.
  const auto refuse = [&](std::string message) {
    return fail(Error(ErrorKind::kInvalidName, std::move(message)).because("name '" + printable(text, 300) + "'"));
  };
  if (text.size() > kMaxName) {
    return refuse(
        constraint("repositoryName", fmt::format("Member must have length less than or equal to {}", kMaxName)));
  }
  if (!matches_name(text)) return refuse(pattern_text("repositoryName", kPattern));
  if (text.size() < kMinName) {
    return refuse(
        constraint("repositoryName", fmt::format("Member must have length greater than or equal to {}", kMinName)));
  }
  return RepositoryName(std::string(text));
}

Result<Tag> Tag::parse(std::string_view text) {
  const auto is_rest = [](char c) { return is_word(c) || c == '.' || c == '-'; };
  if (text.empty() || text.size() > kMaxTag || !is_word(text.front()) || !std::ranges::all_of(text, is_rest)) {
    return fail(ErrorKind::kInvalidTag, pattern_text("imageTag", kTagPattern) + "; got '" + printable(text, 160) + "'");
  }
  return Tag(std::string(text));
}

Result<AccountId> AccountId::parse(std::string_view text) {
  if (text.size() != 12 || !std::ranges::all_of(text, is_digit)) {
    return fail(ErrorKind::kInvalidParameter,
                pattern_text("registryId", kAccountPattern) + "; got '" + printable(text, 64) + "'");
  }
  return AccountId(std::string(text));
}

Result<Region> Region::parse(std::string_view text) {
  const auto is_rest = [](char c) { return is_lower_or_digit(c) || c == '-'; };
  if (text.empty() || text.size() > kMaxRegion || text.front() == '-' || !std::ranges::all_of(text, is_rest)) {
    return fail(ErrorKind::kInvalidParameter,
                pattern_text("region", kRegionPattern) + "; got '" + printable(text, 100) + "'");
  }
  return Region(std::string(text));
}

std::string_view partition_of(const Region& region) noexcept {
  if (region.text().starts_with("cn-")) return "aws-cn";
  if (region.text().starts_with("us-gov-")) return "aws-us-gov";
  return "aws";
}

std::string repository_arn(const RegistryId& registry, std::string_view repository) {
  // By hand, not by fmt: every request makes one.
  std::string arn;
  const std::string_view partition = partition_of(registry.region);
  arn.reserve(partition.size() + registry.region.text().size() + registry.account.text().size() + repository.size() +
              32);
  arn.append("arn:").append(partition).append(":ecr:").append(registry.region.text()).append(":");
  return arn.append(registry.account.text()).append(":repository/").append(repository);
}

}  // namespace entrepot::model
