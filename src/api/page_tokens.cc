#include "api/page_tokens.h"

#include "base/encoding.h"
#include "crypto/aead.h"
#include "json/reader.h"

namespace entrepot::api {
namespace {

/// Positions are names and digests; what is longer was not made here.
constexpr std::size_t kLongestToken = 8192;

Error foreign_token() {
  return Error(ErrorKind::kInvalidParameter, json::constraint_text("nextToken", "Must be a token of the same listing"));
}

}  // namespace

std::string PageTokens::seal(std::string_view context, std::string_view position) const {
  return base64url_encode(crypto::seal(key_, context, as_bytes(position)));
}

Result<std::string> PageTokens::open(std::string_view context, std::string_view token) const {
  if (token.size() > kLongestToken) return fail(foreign_token());
  const auto sealed = base64url_decode(token);
  if (!sealed) return fail(foreign_token());
  const auto position = crypto::open(key_, context, *sealed);
  if (!position) return fail(foreign_token());
  return std::string(as_text(*position));
}

}  // namespace entrepot::api
