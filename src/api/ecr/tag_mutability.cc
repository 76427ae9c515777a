#include "api/ecr/tag_mutability.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/ecr/members.h"

namespace entrepot::api::ecr {
namespace {

using model::TagMutability;

constexpr std::string_view kFilters = "imageTagMutabilityExclusionFilters";
constexpr std::size_t kMaxFilters = 5;
constexpr std::size_t kMaxFilterLength = 128;
constexpr std::ptrdiff_t kMaxWildcards = 2;

bool is_filter_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("._*-").contains(c);
}

void read_exclusion_filters(json::Reader& in, model::RepositorySettings& settings) {
  const json::Array* list = in.optional_array(kFilters, {.min = 1, .max = kMaxFilters});
  each_structure(in, kFilters, list, [&](json::Reader& item) {
    const std::string type = item.required_string("filterType");
    std::string filter = item.required_string("filter", {.min = 1, .max = kMaxFilterLength});
    if (!item.ok()) return;
    if (type != "WILDCARD") item.refuse("filterType", json::enum_constraint({"WILDCARD"}));
    if (!std::ranges::all_of(filter, is_filter_character)) {
      item.refuse("filter", "must satisfy regular expression '^[0-9a-zA-Z._*-]{1,128}$'");
    }
    if (std::ranges::count(filter, '*') > kMaxWildcards) {
      item.refuse("filter", fmt::format("must hold at most {} wildcards ('*')", kMaxWildcards));
    }
    settings.exclusion_filters.push_back(std::move(filter));
  });
}

}  // namespace

void read_tag_mutability(json::Reader& in, model::RepositorySettings& settings) {
  if (const auto text = in.optional_string("imageTagMutability")) {
    const auto mutability = model::parse_tag_mutability(*text);
    if (!mutability) {
      in.refuse("imageTagMutability",
                json::enum_constraint({"IMMUTABLE", "MUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"}));
    }
    settings.mutability = mutability.value_or(settings.mutability);
  }
  read_exclusion_filters(in, settings);
  const bool wants_filters = settings.mutability == TagMutability::kMutableWithExclusion ||
                             settings.mutability == TagMutability::kImmutableWithExclusion;
  if (wants_filters == settings.exclusion_filters.empty()) {
    in.refuse(kFilters, fmt::format("ImageTagMutabilityExclusionFilters {} when imageTagMutability is set as {}",
                                    wants_filters ? "can't be null" : "must be null", to_string(settings.mutability)));
  }
}

void add_tag_mutability(json::Object& out, const model::RepositorySettings& settings) {
  out["imageTagMutability"] = to_string(settings.mutability);
  if (settings.exclusion_filters.empty()) return;
  json::Array filters;
  for (const std::string& filter : settings.exclusion_filters) {
    filters.push_back({{"filterType", "WILDCARD"}, {"filter", filter}});
  }
  out[kFilters] = std::move(filters);
}

}  // namespace entrepot::api::ecr
