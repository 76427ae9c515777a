#pragma once
// Lists of names, in pages: ?n= and ?last=, and a Link to the next page.

#include <string>
#include <string_view>
#include <vector>

#include "api/oci/call.h"
#include "registry/types.h"

namespace entrepot::api::oci {

struct ListPage {
  std::size_t limit = 0;   ///< 0: the client wants an empty list (OCI distribution-spec, "Listing Tags")
  bool has_limit = false;  ///< the client named it: then the next page's address names it, too
  std::string after;
};
/// n: 1000 if absent, cut to 10000. kInvalidParameter if it is no number, or `last` no name.
Result<ListPage> parse_list_page(const Query& query);

/// The page to ask the store for: one item where the client wants none, so that a missing repository is still told.
registry::PageRequest page_request(const ListPage& page);

/// `"key":[...]` of names that need no escaping (tags and repository names do not).
void append_names(std::string& json, std::string_view key, const std::vector<std::string>& names);

/// Link: <path?last=..&n=..>; rel="next"
void add_next_link(std::string_view path, const ListPage& page, std::string_view last, http::Headers& headers);

}  // namespace entrepot::api::oci
