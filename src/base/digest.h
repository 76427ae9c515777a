#pragma once
// Content digests as the OCI image spec defines them ("Digests"): algorithm ":" lower-case hex.

#include <compare>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace entrepot {

enum class DigestAlgorithm : std::uint8_t { kSha256, kSha512 };

std::string_view to_string(DigestAlgorithm algorithm) noexcept;

/// A checked digest: `sha256:` + 64 or `sha512:` + 128 lower-case hex digits. Nothing else can be held, so it is safe
/// in file names and log lines.
class Digest {
 public:
  /// kInvalidDigest, naming the text, for any other form.
  static Result<Digest> parse(std::string_view text);
  /// From the raw hash bytes (32 or 64 of them).
  static Digest from_hash(DigestAlgorithm algorithm, std::span<const std::uint8_t> hash);

  DigestAlgorithm algorithm() const noexcept { return algorithm_; }
  /// The whole text, with the algorithm.
  const std::string& text() const noexcept { return text_; }
  std::string_view hex() const noexcept { return std::string_view(text_).substr(7); }

  auto operator<=>(const Digest& other) const noexcept { return text_ <=> other.text_; }
  bool operator==(const Digest& other) const noexcept { return text_ == other.text_; }

 private:
  Digest(DigestAlgorithm algorithm, std::string text) : algorithm_(algorithm), text_(std::move(text)) {}
  DigestAlgorithm algorithm_;
  std::string text_;
};

}  // namespace entrepot

template <>
struct std::hash<entrepot::Digest> {
  std::size_t operator()(const entrepot::Digest& digest) const noexcept {
    return std::hash<std::string>{}(digest.text());
  }
};
