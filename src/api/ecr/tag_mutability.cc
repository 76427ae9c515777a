#include "api/ecr/tag_mutability.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/ecr/members.h"

namespace entrepot::api::ecr {
namespace {

using model::TagMutability;

constexpr std::string_view kFilters = "imageTagMutabilityExclusionFilters";
constexpr std::ptrdiff_t kMaxWildcards = 2;

void read_exclusion_filters(json::Reader& in, model::RepositorySettings& settings) {
  each_structure(in, kFilters, in.optional_array(kFilters), [&](json::Reader& item) {
    std::string filter = item.required_string("filter");
    if (std::ranges::count(filter, '*') > kMaxWildcards) {
      item.refuse("filter", fmt::format("must hold at most {} wildcards ('*')", kMaxWildcards));
    }
    settings.exclusion_filters.push_back(std::move(filter));
  });
}

}  // namespace

void read_tag_mutability(json::Reader& in, model::RepositorySettings& settings) {
  if (const auto text = in.optional_string("imageTagMutability")) {
    settings.mutability = known(in, "imageTagMutability", model::parse_tag_mutability(*text));
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
