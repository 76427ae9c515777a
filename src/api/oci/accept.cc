#include "api/oci/accept.h"

#include <algorithm>
#include <cctype>

namespace entrepot::api::oci {
namespace {

/// More than any client sends; what stands behind them is not looked at.
constexpr std::size_t kMaxRanges = 64;

bool is_same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// "q=0", "q=0.000"
bool weighs_nothing(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == std::string_view::npos) return false;
  const std::string_view weight = trimmed(parameters.substr(at + 2, parameters.find(';', at) - at - 2));
  return !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

Accept::Accept(const http::Headers& headers) : takes_all_(headers.count("Accept") == 0) {
  for (const auto& [name, value] : headers.fields()) {
    if (!is_same(name, "Accept")) continue;
    std::string_view rest = value;
    while (!rest.empty() && ranges_.size() < kMaxRanges) {
      const auto comma = rest.find(',');
      const std::string_view item = rest.substr(0, comma);
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      const auto semicolon = item.find(';');
      if (semicolon != std::string_view::npos && weighs_nothing(item.substr(semicolon))) continue;
      const std::string_view range = trimmed(item.substr(0, semicolon));
      if (range == "*/*" || range == "application/*") takes_all_ = true;
      if (!range.empty()) ranges_.push_back(range);
    }
  }
}

bool Accept::takes(std::string_view media_type) const {
  if (media_type.empty()) return false;
  return takes_all_ || std::ranges::any_of(ranges_, [&](std::string_view range) { return is_same(range, media_type); });
}

}  // namespace entrepot::api::oci
