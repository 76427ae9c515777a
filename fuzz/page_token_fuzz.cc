// nextToken: only the very text that was given out opens, and only in its listing.
//
// First byte even: the rest is the token. Odd: the rest edits (text_edits.h) a token that was made for the purpose.

#include <cstdint>
#include <cstdlib>

#include "api/page_tokens.h"
#include "base/encoding.h"
#include "fuzz/text_edits.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using entrepot::api::PageTokens;
  static const PageTokens tokens(entrepot::crypto::Key(std::array<std::uint8_t, 32>{7}));
  static const std::string position = "team/app:v1";
  static const std::string made = tokens.seal("ListImages/team/app", position);
  if (size == 0) return 0;
  const std::span<const std::uint8_t> rest(data + 1, size - 1);
  const std::string token =
      data[0] % 2 == 0 ? std::string(entrepot::as_text(rest)) : entrepot::fuzz::edited(made, rest);
  const auto opened = tokens.open("ListImages/team/app", token);
  if (opened.has_value() != (token == made)) std::abort();
  if (opened && *opened != position) std::abort();
  if (!opened && opened.error().kind() != entrepot::ErrorKind::kInvalidParameter) std::abort();
  if (tokens.open("ListImages/team/ap", token)) std::abort();
  return 0;
}
