#pragma once
// nextToken and maxResults.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "api/aws/operation_row.h"
#include "api/page_tokens.h"
#include "json/reader.h"
#include "registry/types.h"

namespace entrepot::api::ecr {

/// Of most listings, where the request says nothing.
inline constexpr std::int64_t kDefaultResults = 100;

struct Paging {
  std::optional<std::string> next_token;
  std::optional<std::int64_t> max_results;
  std::int64_t default_results = kDefaultResults;
};

Paging read_paging(json::Reader& in, std::int64_t default_results = kDefaultResults);
/// Refuses paging together with `list`, a member that names what is asked for.
void refuse_paging_with(json::Reader& in, const Paging& paging, std::string_view list);

/// The name of a listing: what is the same for all its pages. `what`: the repository, the filter, ..
std::string listing_of(const aws::Call& call, std::initializer_list<std::string_view> what);

/// `listing` names what is listed, by listing_of().
Result<registry::PageRequest> open_page(const PageTokens& tokens, std::string_view listing, const Paging& paging);
/// Adds nextToken unless the listing is at its end.
void add_next_token(json::Object& answer, const PageTokens& tokens, std::string_view listing, std::string_view next);

}  // namespace entrepot::api::ecr
