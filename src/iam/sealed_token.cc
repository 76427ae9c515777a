#include "iam/sealed_token.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/encoding.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "json/reader.h"

namespace entrepot::iam {
namespace {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

constexpr std::size_t kKeyIdSize = 8;
constexpr std::size_t kSaltSize = 16;
constexpr std::string_view kVersion = "2";

/// Names the root key without telling it; a token of another root is known at a glance.
std::array<std::uint8_t, kKeyIdSize> key_id_of(const crypto::Key& root) {
  const auto derived = crypto::hkdf_sha256(root.bytes(), {}, "entrepot registry token key id");
  std::array<std::uint8_t, kKeyIdSize> id;
  std::copy_n(derived.begin(), id.size(), id.begin());
  return id;
}

crypto::Key token_key(const crypto::Key& root, ByteView salt) {
  crypto::Sha256 derived = crypto::hkdf_sha256(root.bytes(), salt, "entrepot registry token");
  crypto::Key key(derived);
  crypto::wipe(derived);
  return key;
}

std::string aad_of(ByteView key_id, std::int64_t expiration) {
  return fmt::format("{}/{}/{}", kVersion, hex_encode(key_id), expiration);
}

std::string outer_json(std::string_view payload, std::string_view datakey, std::int64_t expiration) {
  return fmt::format(R"({{"payload":"{}","datakey":"{}","version":"{}","type":"DATA_KEY","expiration":{}}})", payload,
                     datakey, kVersion, expiration);
}

std::string write_claims(const TokenClaims& claims) {
  const json::Object object{{"p", claims.principal_id},
                            {"a", claims.account},
                            {"k", claims.access_key_id},
                            {"n", claims.arn},
                            {"i", claims.issued_at.time_since_epoch().count()},
                            {"e", claims.expires_at.time_since_epoch().count()}};
  return boost::json::serialize(object);
}

std::optional<TokenClaims> read_claims(std::string_view text) {
  const auto value = json::parse(text);
  if (!value || !value->is_object()) return std::nullopt;
  json::Reader in(value->get_object());
  TokenClaims claims{
      .principal_id = in.required_string("p"),
      .account = in.required_string("a"),
      .access_key_id = in.required_string("k"),
      .arn = in.required_string("n"),
      .issued_at = std::chrono::sys_seconds(std::chrono::seconds(in.required_integer("i"))),
      .expires_at = std::chrono::sys_seconds(std::chrono::seconds(in.required_integer("e"))),
  };
  if (!in.finish()) return std::nullopt;
  return claims;
}

struct Outer {
  std::string payload;
  std::string datakey;
  std::int64_t expiration = 0;
};

/// Only the very text that outer_json() writes: no other spelling of the same token exists.
std::optional<Outer> read_outer(std::string_view token) {
  const auto bytes = base64_decode(token);
  if (!bytes) return std::nullopt;
  const auto value = json::parse(as_text(*bytes), {.max_depth = 1});
  if (!value || !value->is_object()) return std::nullopt;
  json::Reader in(value->get_object());
  Outer outer{.payload = in.required_string("payload"),
              .datakey = in.required_string("datakey"),
              .expiration = in.required_integer("expiration")};
  if (!in.finish() || outer_json(outer.payload, outer.datakey, outer.expiration) != as_text(*bytes))
    return std::nullopt;
  return outer;
}

}  // namespace

std::string seal_token(const crypto::Key& root, const TokenClaims& claims) {
  Bytes datakey(kKeyIdSize + kSaltSize);
  std::ranges::copy(key_id_of(root), datakey.begin());
  const auto salt = std::span(datakey).subspan(kKeyIdSize);
  crypto::random_bytes(salt);

  const std::int64_t expiration = claims.expires_at.time_since_epoch().count();
  const std::string plain = write_claims(claims);
  Bytes payload(crypto::kNonceSize + plain.size() + crypto::kTagSize);
  crypto::Nonce nonce;
  crypto::random_bytes(nonce);
  std::ranges::copy(nonce, payload.begin());
  crypto::Aead(token_key(root, salt), crypto::Aead::Direction::kSeal)
      .seal(nonce, as_bytes(aad_of(ByteView(datakey).first(kKeyIdSize), expiration)), as_bytes(plain),
            std::span(payload).subspan(crypto::kNonceSize));
  return base64_encode(as_bytes(outer_json(base64_encode(payload), base64_encode(datakey), expiration)));
}

std::optional<TokenClaims> open_token(const crypto::Key& root, std::string_view token) {
  if (token.size() > kMaxToken) return std::nullopt;
  const auto outer = read_outer(token);
  if (!outer) return std::nullopt;
  const auto datakey = base64_decode(outer->datakey);
  const auto payload = base64_decode(outer->payload);
  if (!datakey || datakey->size() != kKeyIdSize + kSaltSize) return std::nullopt;
  if (!payload || payload->size() < crypto::kNonceSize + crypto::kTagSize) return std::nullopt;
  const ByteView key_id = ByteView(*datakey).first(kKeyIdSize);
  if (!std::ranges::equal(key_id, key_id_of(root))) return std::nullopt;

  crypto::Nonce nonce;
  std::copy_n(payload->begin(), nonce.size(), nonce.begin());
  Bytes plain(payload->size() - crypto::kNonceSize - crypto::kTagSize);
  crypto::Aead aead(token_key(root, ByteView(*datakey).subspan(kKeyIdSize)), crypto::Aead::Direction::kOpen);
  if (!aead.open(nonce, as_bytes(aad_of(key_id, outer->expiration)), ByteView(*payload).subspan(crypto::kNonceSize),
                 plain)) {
    return std::nullopt;
  }
  auto claims = read_claims(as_text(plain));
  if (!claims || claims->expires_at.time_since_epoch().count() != outer->expiration) return std::nullopt;
  return claims;
}

}  // namespace entrepot::iam
