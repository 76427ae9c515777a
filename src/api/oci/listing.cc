#include "api/oci/listing.h"

#include <algorithm>

#include "base/encoding.h"

namespace entrepot::api::oci {
namespace {

constexpr std::size_t kDefaultPage = 1'000;
constexpr std::size_t kLargestPage = 10'000;

}  // namespace

Result<ListPage> parse_list_page(const Query& query) {
  ListPage page{.limit = kDefaultPage};
  if (const auto n = query.find("n")) {
    const auto count = parse_count(*n);
    if (!count)
      return fail(ErrorKind::kInvalidParameter,
                  "Invalid parameter at 'n' failed to satisfy constraint: 'must be a number of items, not '" +
                      printable(*n, 32) + "''");
    page.limit = std::min<std::uint64_t>(*count, kLargestPage);
    page.has_limit = true;
  }
  if (const auto last = query.find("last")) {
    ENTREPOT_TRY(page.after, parse_key("last", *last));
  }
  return page;
}

registry::PageRequest page_request(const ListPage& page) {
  return {.after = page.after, .limit = std::max<std::size_t>(page.limit, 1)};
}

void append_names(std::string& json, std::string_view key, const std::vector<std::string>& names) {
  json.append("\"").append(key).append("\":[");
  for (std::size_t i = 0; i < names.size(); ++i) json.append(i == 0 ? "\"" : ",\"").append(names[i]).append("\"");
  json += ']';
}

void add_next_link(std::string_view path, const ListPage& page, std::string_view last, http::Headers& headers) {
  std::string link = "<";
  link.append(path).append("?last=").append(percent_encode(last));
  if (page.has_limit) link.append("&n=").append(std::to_string(page.limit));
  headers.add("Link", link.append(">; rel=\"next\""));
}

}  // namespace entrepot::api::oci
