#include "api/ecr/paging.h"

#include <fmt/format.h>

#include <iterator>

namespace entrepot::api::ecr {

Paging read_paging(json::Reader& in, std::int64_t default_results) {
  return {.next_token = in.optional_string("nextToken"),
          .max_results = in.optional_integer("maxResults"),
          .default_results = default_results};
}

void refuse_paging_with(json::Reader& in, const Paging& paging, std::string_view list) {
  const std::string why = fmt::format("Member must be null when '{}' is specified", list);
  if (paging.next_token) in.refuse("nextToken", why);
  if (paging.max_results) in.refuse("maxResults", why);
}

std::string listing_of(const aws::Call& call, std::initializer_list<std::string_view> what) {
  std::string out = fmt::format("{}|{}|{}", call.row.info.operation, call.context.registry.account.text(),
                                call.context.registry.region.text());
  for (const std::string_view part : what) fmt::format_to(std::back_inserter(out), "|{}:{}", part.size(), part);
  return out;
}

Result<registry::PageRequest> open_page(const PageTokens& tokens, std::string_view listing, const Paging& paging) {
  registry::PageRequest page{.after = {},
                             .limit = static_cast<std::size_t>(paging.max_results.value_or(paging.default_results))};
  if (paging.next_token) {
    ENTREPOT_TRY(page.after, tokens.open(listing, *paging.next_token));
  }
  return page;
}

void add_next_token(json::Object& answer, const PageTokens& tokens, std::string_view listing, std::string_view next) {
  if (!next.empty()) answer["nextToken"] = tokens.seal(listing, next);
}

}  // namespace entrepot::api::ecr
