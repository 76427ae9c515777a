#include <fmt/format.h>

#include <charconv>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "iam/tokens.h"

namespace entrepot::iam {
namespace {

constexpr std::string_view kExpires = "expires=";
constexpr std::string_view kSignature = "&signature=";

std::string signature_of(const crypto::Key& key, std::string_view path, std::int64_t expires) {
  // The number comes first and ends at the line break, so no path can be read as a part of it.
  return hex_encode(crypto::hmac_sha256(key.bytes(), fmt::format("entrepot signed path\n{}\n{}", expires, path)));
}

std::unexpected<Error> refuse(std::string_view why) {
  return fail(ErrorKind::kAccessDenied, fmt::format("The signed URL {}.", why));
}

}  // namespace

SignedPaths::SignedPaths(crypto::Key key, const Clock& clock) : key_(key), clock_(clock) {}

std::string SignedPaths::sign(std::string_view path, std::chrono::seconds lifetime) const {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
  const std::int64_t expires = (now + lifetime).time_since_epoch().count();
  return fmt::format("{}{}{}{}", kExpires, expires, kSignature, signature_of(key_, path, expires));
}

Result<void> SignedPaths::check(std::string_view path, std::string_view query) const {
  constexpr std::string_view kForm = "is malformed: expected 'expires=<seconds>&signature=<64 hex digits>'";
  const std::size_t split = query.find(kSignature);
  if (!query.starts_with(kExpires) || split == std::string_view::npos) return refuse(kForm);
  const std::string_view number = query.substr(kExpires.size(), split - kExpires.size());
  const std::string_view signature = query.substr(split + kSignature.size());
  std::int64_t expires = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), expires);
  if (error != std::errc() || end != number.data() + number.size()) return refuse(kForm);
  // Over the text: "+5", "05" and upper-case digits are other texts than the one that was signed.
  if (!crypto::equal_constant_time(as_bytes(signature), as_bytes(signature_of(key_, path, expires))) ||
      number != fmt::format("{}", expires)) {
    return refuse("has a wrong signature");
  }
  if (clock_.now() >= std::chrono::sys_seconds(std::chrono::seconds(expires))) return refuse("has expired");
  return {};
}

}  // namespace entrepot::iam
