#include "oidc/jwt.h"

#include <array>
#include <optional>

#include "base/encoding.h"

namespace entrepot::oidc {
namespace {

constexpr std::size_t kMaxKeyId = 256;
constexpr std::size_t kMaxSignature = 1'024;
constexpr json::ParseLimits kHeaderLimits{.max_depth = 4, .max_values = 64};
constexpr json::ParseLimits kClaimsLimits{.max_depth = 8, .max_values = 1'000};

std::unexpected<Error> not_a_jwt(std::string why) {
  return fail(Error(ErrorKind::kInvalidIdentityToken,
                    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
                  .because(std::move(why)));
}

std::optional<crypto::JwsAlgorithm> algorithm_of(std::string_view name) {
  if (name == "RS256") return crypto::JwsAlgorithm::kRs256;
  if (name == "ES256") return crypto::JwsAlgorithm::kEs256;
  if (name == "ES384") return crypto::JwsAlgorithm::kEs384;
  return std::nullopt;
}

bool is_jwt_type(std::string_view type) {
  return type == "JWT" || type == "jwt";
}

Result<json::Object> read_part(std::string_view part, json::ParseLimits limits) {
  const auto bytes = base64url_decode(part);
  if (!bytes || bytes->empty()) return not_a_jwt("a part is not base64url");
  auto value = json::parse(as_text(*bytes), limits);
  if (!value) return not_a_jwt(std::string(value.error().message()));
  if (!value->is_object()) return not_a_jwt("a part is no JSON object");
  return std::move(value->get_object());
}

Result<void> read_header(std::string_view part, Jwt& jwt) {
  ENTREPOT_TRY(const json::Object header, read_part(part, kHeaderLimits));
  json::Reader in(header);
  const auto algorithm = algorithm_of(in.required_string("alg"));
  const auto type = in.optional_string("typ");
  jwt.key_id = in.optional_string("kid", {0, kMaxKeyId}).value_or("");
  if (const auto read = in.finish(); !read) return not_a_jwt(std::string(read.error().message()));
  if (!algorithm) return not_a_jwt("the algorithm is none of RS256, ES256, ES384");
  if (type && !is_jwt_type(*type)) return not_a_jwt("the type is not JWT");
  // Extensions that a reader must understand: we understand none (RFC 7515 section 4.1.11).
  if (header.contains("crit")) return not_a_jwt("there is a critical extension");
  jwt.algorithm = *algorithm;
  return {};
}

}  // namespace

Result<Jwt> parse_jwt(std::string_view token) {
  if (token.size() > kMaxJwt) return not_a_jwt("too long");
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
    return not_a_jwt("there are not three parts");
  }
  Jwt jwt{.key_id = {}, .claims = {}, .signed_text = std::string(token.substr(0, second)), .signature = {}};
  ENTREPOT_CHECK_OK(read_header(token.substr(0, first), jwt));
  ENTREPOT_TRY(jwt.claims, read_part(token.substr(first + 1, second - first - 1), kClaimsLimits));
  auto signature = base64url_decode(token.substr(second + 1));
  if (!signature || signature->empty() || signature->size() > kMaxSignature) return not_a_jwt("no signature");
  jwt.signature = *std::move(signature);
  return jwt;
}

}  // namespace entrepot::oidc
