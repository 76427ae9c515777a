#include "blob/object_key.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"

namespace entrepot::blob {
namespace {

constexpr std::size_t kMaxDomain = 128;
constexpr std::size_t kGenerationDigits = 32;

bool is_lower_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// "sha256-<64 hex>.<32 hex>" or "sha512-<128 hex>.<32 hex>", whose digest begins with `fan`.
bool is_object_file(std::string_view text, std::string_view fan) {
  const std::size_t digits = text.starts_with("sha256-") ? 64 : text.starts_with("sha512-") ? 128 : 0;
  if (digits == 0 || text.size() != 7 + digits + 1 + kGenerationDigits) return false;
  const std::string_view hex = text.substr(7, digits);
  return is_lower_hex(hex) && hex.starts_with(fan) && text[7 + digits] == '.' && is_lower_hex(text.substr(8 + digits));
}

}  // namespace

bool is_domain(std::string_view text) {
  return !text.empty() && text.size() <= kMaxDomain && is_alnum(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_upload_id(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_lower_hex(text.substr(i, 1))) return false;
  }
  return true;
}

Result<void> check_upload_id(std::string_view id) {
  if (is_upload_id(id)) return {};
  return fail(ErrorKind::kInvalidParameter,
              fmt::format("'{}' is not an upload id (a UUID in lower case)", printable(id, 64)));
}

std::string generation_of(const BlobId& blob) {
  return hex_encode(std::span(blob).first(kGenerationDigits / 2));
}

std::string_view generation_in(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

Result<ObjectName> ObjectName::fresh(std::string_view domain, const Digest& digest, const BlobId& blob) {
  if (!is_domain(domain)) {
    return fail(ErrorKind::kInvalidParameter, fmt::format("'{}' is not an encryption domain", printable(domain, 64)));
  }
  return ObjectName{.domain = std::string(domain),
                    .fan = std::string(digest.hex().substr(0, 2)),
                    .file = fmt::format("{}-{}.{}", to_string(digest.algorithm()), digest.hex(), generation_of(blob))};
}

Result<ObjectName> ObjectName::parse(const ObjectKey& key) {
  const std::string_view text = key.text;
  const auto first = text.find('/');
  if (first != text.npos && text.size() > first + 4 && text[first + 3] == '/') {
    const auto domain = text.substr(0, first);
    const auto fan = text.substr(first + 1, 2);
    const auto file = text.substr(first + 4);
    if (is_domain(domain) && is_lower_hex(fan) && is_object_file(file, fan)) {
      return ObjectName{.domain = std::string(domain), .fan = std::string(fan), .file = std::string(file)};
    }
  }
  return fail(
      Error(ErrorKind::kCorrupt, "stored data cannot be found").because("malformed object key " + printable(text)));
}

}  // namespace entrepot::blob
