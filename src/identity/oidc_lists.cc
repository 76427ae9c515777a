#include "identity/oidc_lists.h"

#include <boost/json.hpp>

namespace entrepot::identity {

std::string list_text(const std::vector<std::string>& items) {
  boost::json::array list;
  for (const std::string& item : items) list.emplace_back(item);
  return boost::json::serialize(list);
}

std::vector<std::string> parse_list(std::string_view text) {
  boost::system::error_code failed;
  const boost::json::value parsed = boost::json::parse({text.data(), text.size()}, failed);
  std::vector<std::string> items;
  if (failed || !parsed.is_array()) return items;
  for (const auto& item : parsed.get_array()) {
    if (item.is_string()) items.emplace_back(std::string_view(item.get_string()));
  }
  return items;
}

}  // namespace entrepot::identity
