#include "sql/postgres/conninfo.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace entrepot::sql::postgres {
namespace {

std::unexpected<Error> unreadable(std::string_view reason) {
  return fail(ErrorKind::kInvalidParameter, fmt::format("the PostgreSQL connection string cannot be read: {}", reason));
}

/// libpq's text without what it quotes.
std::string without_quotes(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  const std::size_t first = text.find('"');
  const std::size_t last = text.rfind('"');
  if (first == std::string_view::npos) {
    // "invalid percent-encoded token: x" and its like quote without quotes.
    return std::string(text.substr(0, text.find(':')));
  }
  return fmt::format("{}***{}", text.substr(0, first), text.substr(last + 1));
}

/// In a URI whose password was not percent-encoded, libpq takes pieces of the password for these.
bool is_likely_a_piece_of_a_password(std::string_view key, std::string_view value) {
  if (key == "host" || key == "dbname") return value.contains('@');
  return key == "port" && !std::ranges::all_of(value, [](char c) { return (c >= '0' && c <= '9') || c == ','; });
}

}  // namespace

Result<void> check_conninfo(const std::string& conninfo) {
  if (conninfo.contains('\0')) return unreadable("it holds a zero byte");
  char* text = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfoParse(conninfo.c_str(), &text),
                                                                               PQconninfoFree);
  const std::unique_ptr<char, void (*)(void*)> owned(text, PQfreemem);
  if (!options) return unreadable(text != nullptr ? without_quotes(text) : "no memory");
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr && is_likely_a_piece_of_a_password(option->keyword, option->val)) {
      return unreadable(
          fmt::format("its {} is none; in a URI, encode special characters of the password as %XX", option->keyword));
    }
  }
  return {};
}

}  // namespace entrepot::sql::postgres
