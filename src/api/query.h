#pragma once
// The parameters of a request's query.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace entrepot::api {

/// Decoded once, in order. '+' stays a plus: no parameter of ours can hold a space, and media types hold pluses.
class Query {
 public:
  static constexpr std::size_t kMaxParameters = 256;

  Query() = default;
  /// kInvalidParameter for a broken percent encoding, a control character, or too many parameters.
  static Result<Query> parse(std::string_view raw);

  /// The first of that name, nullopt if there is none. A parameter without '=' is an empty value.
  std::optional<std::string_view> find(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

/// A number of at most 18 digits; nullopt for anything else, signs and spaces included.
std::optional<std::uint64_t> parse_count(std::string_view text);

}  // namespace entrepot::api
