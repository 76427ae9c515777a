#include "api/aws/form.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"

namespace entrepot::api::aws {
namespace {

/// In forms a plus is a space (WHATWG URL standard, "application/x-www-form-urlencoded parsing").
std::optional<std::string> decode(std::string_view encoded) {
  std::string spaced(encoded);
  std::ranges::replace(spaced, '+', ' ');
  return percent_decode(spaced);
}

}  // namespace

Result<void> read_parameters(std::string_view encoded, Parameters& into) {
  while (!encoded.empty()) {
    const auto end = std::min(encoded.find('&'), encoded.size());
    const std::string_view pair = encoded.substr(0, end);
    encoded.remove_prefix(std::min(end + 1, encoded.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const std::optional<std::string> name = decode(pair.substr(0, equals));
    std::optional<std::string> value = decode(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value) {
      return fail(ErrorKind::kSerialization,
                  fmt::format("The parameter '{}' has a '%' without two hexadecimal digits", printable(pair, 64)));
    }
    if (name->starts_with("X-Amz-")) continue;
    if (into.size() == kMaxParameters) {
      return fail(ErrorKind::kSerialization, fmt::format("More than {} parameters", kMaxParameters));
    }
    if (!into.emplace(*name, std::move(*value)).second) {
      return fail(ErrorKind::kSerialization, fmt::format("The parameter '{}' occurs twice", printable(*name, 64)));
    }
  }
  return {};
}

}  // namespace entrepot::api::aws
