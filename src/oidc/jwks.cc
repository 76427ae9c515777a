#include "oidc/jwks.h"

#include <algorithm>
#include <optional>

#include "base/encoding.h"

namespace entrepot::oidc {
namespace {

using crypto::Curve;
using crypto::PublicKey;

constexpr json::ParseLimits kLimits{.max_depth = 8, .max_values = 4'096};

std::unexpected<Error> unusable(std::string why) {
  return fail(Error(ErrorKind::kUnavailable, "the issuer's keys cannot be read").because(std::move(why)));
}

std::string_view text_of(const json::Object& object, std::string_view name) {
  const json::Value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

std::vector<std::uint8_t> bytes_of(const json::Object& object, std::string_view name) {
  return base64url_decode(text_of(object, name)).value_or(std::vector<std::uint8_t>());
}

std::string_view name_of(crypto::JwsAlgorithm algorithm) {
  switch (algorithm) {
    case crypto::JwsAlgorithm::kRs256:
      return "RS256";
    case crypto::JwsAlgorithm::kEs256:
      return "ES256";
    case crypto::JwsAlgorithm::kEs384:
      return "ES384";
  }
  return {};
}

std::optional<PublicKey> read_key(const json::Object& object) {
  if (object.contains("use") && text_of(object, "use") != "sig") return std::nullopt;
  Result<PublicKey> key = unusable("another kind of key");
  const std::string_view type = text_of(object, "kty");
  const std::string_view curve = text_of(object, "crv");
  if (type == "RSA") key = PublicKey::rsa(bytes_of(object, "n"), bytes_of(object, "e"));
  if (type == "EC" && (curve == "P-256" || curve == "P-384")) {
    key = PublicKey::ec(curve == "P-256" ? Curve::kP256 : Curve::kP384, bytes_of(object, "x"), bytes_of(object, "y"));
  }
  if (!key) return std::nullopt;
  // A key that is for another algorithm is for no other one.
  if (object.contains("alg") && text_of(object, "alg") != name_of(key->algorithm())) return std::nullopt;
  return *std::move(key);
}

}  // namespace

Result<KeySet> KeySet::parse(std::string_view text) {
  const auto value = json::parse(text, kLimits);
  if (!value) return unusable(std::string(value.error().message()));
  const json::Object* object = value->if_object();
  const json::Value* keys = object != nullptr ? object->if_contains("keys") : nullptr;
  if (keys == nullptr || !keys->is_array()) return unusable("no member 'keys' with a list");
  KeySet set;
  for (const json::Value& each : keys->get_array()) {
    if (set.keys_.size() == kMaxKeys) break;
    if (!each.is_object()) continue;
    auto key = read_key(each.get_object());
    if (key) set.keys_.push_back({.id = std::string(text_of(each.get_object(), "kid")), .key = *std::move(key)});
  }
  return set;
}

bool KeySet::is_candidate(const Entry& entry, const Jwt& jwt) {
  return entry.key.algorithm() == jwt.algorithm && (jwt.key_id.empty() || entry.id == jwt.key_id);
}

bool KeySet::has_candidate(const Jwt& jwt) const {
  return std::ranges::any_of(keys_, [&](const Entry& entry) { return is_candidate(entry, jwt); });
}

bool KeySet::verifies(const Jwt& jwt) const {
  return std::ranges::any_of(keys_, [&](const Entry& entry) {
    return is_candidate(entry, jwt) && entry.key.verifies(jwt.signed_text, jwt.signature);
  });
}

std::string discovery_url(std::string_view issuer) {
  if (issuer.ends_with('/')) issuer.remove_suffix(1);
  return std::string(issuer) + "/.well-known/openid-configuration";
}

Result<std::string> read_discovery(std::string_view text, std::string_view issuer) {
  const auto value = json::parse(text, kLimits);
  if (!value) return unusable(std::string(value.error().message()));
  if (!value->is_object()) return unusable("the discovery document is no object");
  if (text_of(value->get_object(), "issuer") != issuer) return unusable("the discovery document is another issuer's");
  std::string where(text_of(value->get_object(), "jwks_uri"));
  if (where.empty()) return unusable("the discovery document has no jwks_uri");
  return where;
}

}  // namespace entrepot::oidc
