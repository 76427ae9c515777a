#pragma once
// nextToken and maxResults.

#include <optional>
#include <string>
#include <string_view>

#include "api/page_tokens.h"
#include "json/reader.h"
#include "registry/types.h"

namespace entrepot::api::ecr {

/// What most listings take.
struct PageBounds {
  std::int64_t max_results = 1'000;
  std::int64_t default_results = 100;
};

struct Paging {
  std::optional<std::string> next_token;
  std::optional<std::int64_t> max_results;  ///< 1 to PageBounds::max_results
  std::int64_t default_results = PageBounds{}.default_results;
};

Paging read_paging(json::Reader& in, PageBounds bounds = {});
/// Refuses paging together with `list`, a member that names what is asked for.
void refuse_paging_with(json::Reader& in, const Paging& paging, std::string_view list);

/// `listing` names what is listed, as it must be the same for all pages: operation, account, repository, filter.
Result<registry::PageRequest> open_page(const PageTokens& tokens, std::string_view listing, const Paging& paging);
/// Adds nextToken unless the listing is at its end.
void add_next_token(json::Object& answer, const PageTokens& tokens, std::string_view listing, std::string_view next);

}  // namespace entrepot::api::ecr
