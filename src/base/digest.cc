#include "base/digest.h"

#include <algorithm>

#include "base/encoding.h"

namespace entrepot {
namespace {

constexpr std::size_t kPrefix = 7;  // "sha256:" and "sha512:" alike

std::size_t hex_length(DigestAlgorithm algorithm) {
  return algorithm == DigestAlgorithm::kSha256 ? 64 : 128;
}

}  // namespace

std::string_view to_string(DigestAlgorithm algorithm) noexcept {
  return algorithm == DigestAlgorithm::kSha256 ? "sha256" : "sha512";
}

Result<Digest> Digest::parse(std::string_view text) {
  const auto algorithm = text.starts_with("sha512:") ? DigestAlgorithm::kSha512 : DigestAlgorithm::kSha256;
  const bool known = text.starts_with("sha256:") || text.starts_with("sha512:");
  const auto is_lower_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (!known || text.size() != kPrefix + hex_length(algorithm) ||
      !std::all_of(text.begin() + kPrefix, text.end(), is_lower_hex)) {
    return fail(ErrorKind::kInvalidDigest,
                "invalid digest '" + printable(text, 160) +
                    "': expected 'sha256:' and 64, or 'sha512:' and 128, lower-case hex digits");
  }
  return Digest(algorithm, std::string(text));
}

Digest Digest::from_hash(DigestAlgorithm algorithm, std::span<const std::uint8_t> hash) {
  std::string text(to_string(algorithm));
  text += ':';
  text += hex_encode(hash);
  return Digest(algorithm, std::move(text));
}

}  // namespace entrepot
