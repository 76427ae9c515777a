#include "iam/sealed_token.h"

#include <fmt/format.h>

#include <vector>

#include "base/encoding.h"
#include "iam/sealing.h"
#include "json/reader.h"

namespace entrepot::iam {
namespace {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

constexpr std::string_view kVersion = "2";
constexpr SealPurpose kPurpose{.key_label = "entrepot registry token",
                               .key_id_label = "entrepot registry token key id"};
/// Begins the claims of a session; those of a long-term key are JSON and begin with '{'.
constexpr std::uint8_t kOfSession = 1;
constexpr std::size_t kSessionHead = 1 + 2 * sizeof(std::int64_t);

std::string aad_of(ByteView datakey, std::int64_t expiration) {
  return fmt::format("{}/{}/{}", kVersion, hex_encode(datakey.first(kSealKeyIdSize)), expiration);
}

std::string outer_json(std::string_view payload, std::string_view datakey, std::int64_t expiration) {
  return fmt::format(R"({{"payload":"{}","datakey":"{}","version":"{}","type":"DATA_KEY","expiration":{}}})", payload,
                     datakey, kVersion, expiration);
}

void append_number(Bytes& out, std::int64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> shift));
  }
}

std::int64_t read_number(ByteView bytes) {
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes.first(8)) number = number << 8 | byte;
  return static_cast<std::int64_t>(number);
}

Bytes write_claims(const TokenClaims& claims) {
  const std::int64_t issued = claims.issued_at.time_since_epoch().count();
  const std::int64_t expires = claims.expires_at.time_since_epoch().count();
  if (!claims.session.empty()) {
    Bytes out{kOfSession};
    append_number(out, issued);
    append_number(out, expires);
    out.insert(out.end(), claims.session.begin(), claims.session.end());
    return out;
  }
  const json::Object object{{"p", claims.principal_id}, {"a", claims.account}, {"k", claims.access_key_id},
                            {"n", claims.arn},          {"i", issued},         {"e", expires}};
  const std::string text = boost::json::serialize(object);
  return {text.begin(), text.end()};
}

std::optional<TokenClaims> read_claims(ByteView plain) {
  const auto seconds = [](std::int64_t count) { return std::chrono::sys_seconds(std::chrono::seconds(count)); };
  if (plain.size() > kSessionHead && plain[0] == kOfSession) {
    return TokenClaims{.issued_at = seconds(read_number(plain.subspan(1))),
                       .expires_at = seconds(read_number(plain.subspan(9))),
                       .session = Bytes(plain.begin() + kSessionHead, plain.end())};
  }
  const auto value = json::parse(as_text(plain));
  if (!value || !value->is_object()) return std::nullopt;
  json::Reader in(value->get_object());
  TokenClaims claims{
      .principal_id = in.required_string("p"),
      .account = in.required_string("a"),
      .access_key_id = in.required_string("k"),
      .arn = in.required_string("n"),
      .issued_at = seconds(in.required_integer("i")),
      .expires_at = seconds(in.required_integer("e")),
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
  const Bytes datakey = make_datakey(root, kPurpose);
  const std::int64_t expiration = claims.expires_at.time_since_epoch().count();
  const Bytes payload = seal_payload(root, kPurpose, datakey, aad_of(datakey, expiration), write_claims(claims));
  return base64_encode(as_bytes(outer_json(base64_encode(payload), base64_encode(datakey), expiration)));
}

std::optional<TokenClaims> open_token(const crypto::Key& root, std::string_view token) {
  if (token.size() > kMaxToken) return std::nullopt;
  const auto outer = read_outer(token);
  if (!outer) return std::nullopt;
  const auto datakey = base64_decode(outer->datakey);
  const auto payload = base64_decode(outer->payload);
  if (!datakey || datakey->size() != kSealKeyIdSize + kSealSaltSize || !payload) return std::nullopt;
  const auto plain = open_payload(root, kPurpose, *datakey, aad_of(*datakey, outer->expiration), *payload);
  if (!plain) return std::nullopt;
  auto claims = read_claims(*plain);
  if (!claims || claims->expires_at.time_since_epoch().count() != outer->expiration) return std::nullopt;
  return claims;
}

}  // namespace entrepot::iam
