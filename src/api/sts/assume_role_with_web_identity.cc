#include "api/sts/assume_role_with_web_identity.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/aws/answer.h"
#include "api/sts/answers.h"
#include "base/encoding.h"
#include "crypto/secret.h"
#include "fetch/https_get.h"
#include "oidc/claims.h"
#include "oidc/jwt.h"

namespace entrepot::api::sts {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr TextRule kProviderId{4, 2'048};
constexpr std::size_t kMaxConditionValues = 100;

std::unexpected<Error> invalid(std::string message) {
  return fail(ErrorKind::kInvalidIdentityToken, std::move(message));
}

struct Proven {
  oidc::Claims claims;
  std::string audience;
  std::string provider_arn;
  std::string issuer;  ///< without "https://"
  json::Object all;    ///< claims as they came
};

/// Every check that needs no key comes before the one that may ask another server.
async::Task<Proven> prove(const Parts& parts, model::AccountId account, std::string token) {
  ENTREPOT_CO_TRY(oidc::Jwt jwt, oidc::parse_jwt(token));
  ENTREPOT_CO_TRY(oidc::Claims claims, oidc::read_claims(jwt.claims));
  ENTREPOT_CO_CHECK_OK(oidc::check_times(claims, parts.clock.now()));
  const std::string arn = iam::oidc_provider_arn(account, claims.issuer);
  const auto provider = claims.issuer.starts_with(kScheme) ? parts.providers.find(arn) : nullptr;
  if (!provider || !fetch::is_plain_https_url(claims.issuer) || claims.issuer.contains('?')) {
    co_return invalid(
        fmt::format("No OpenIDConnect provider found in your account for {}", printable(claims.issuer, 256)));
  }
  ENTREPOT_CO_TRY(std::string audience, oidc::audience_for(claims, provider->client_ids));
  json::Object all = jwt.claims;
  ENTREPOT_CO_CHECK_OK(co_await parts.issuer_keys.verify(std::move(jwt), claims.issuer, provider->thumbprints));
  std::string issuer = claims.issuer.substr(kScheme.size());
  co_return Proven{.claims = std::move(claims),
                   .audience = std::move(audience),
                   .provider_arn = arn,
                   .issuer = std::move(issuer),
                   .all = std::move(all)};
}

/// A claim as the values of a condition key; empty for what is no text, number, truth or list of texts.
std::vector<std::string> values_of(const json::Value& claim) {
  if (claim.is_string()) return {std::string(claim.get_string())};
  if (claim.is_bool()) return {claim.get_bool() ? "true" : "false"};
  if (claim.is_int64()) return {std::to_string(claim.get_int64())};
  std::vector<std::string> out;
  if (!claim.is_array()) return out;
  for (const json::Value& each : claim.get_array()) {
    if (each.is_string() && out.size() < kMaxConditionValues) out.emplace_back(each.get_string());
  }
  return out;
}

Bearer bearer_of(const Proven& proven) {
  Bearer bearer{.provider_arn = proven.provider_arn, .issuer = proven.issuer, .claims = {}};
  for (const auto& [name, value] : proven.all) {
    if (name == "aud" || name == "oaud") continue;
    if (auto values = values_of(value); !values.empty()) bearer.claims.emplace_back(name, std::move(values));
  }
  // As at AWS: "aud" is the audience that counts, "oaud" what the token says where that is another.
  bearer.claims.emplace_back("aud", std::vector{proven.audience});
  if (proven.claims.authorized_party) bearer.claims.emplace_back("oaud", proven.claims.audiences);
  return bearer;
}

}  // namespace

Result<WebIdentityRequest> parse_web_identity(const aws::Parameters& parameters) {
  Members members(parameters);
  std::string token = members.required_secret("WebIdentityToken", 4, oidc::kMaxJwt);
  const bool has_provider = members.optional("ProviderId", kProviderId).has_value();
  ENTREPOT_TRY(SessionRequest session, read_session_request(members));
  // Names the providers of OAuth 2.0 access tokens, which AWS takes of a closed list; a token of ours has no such name.
  if (has_provider) return fail(ErrorKind::kInvalidIdentityToken, "ProviderId is only for OAuth 2.0 access tokens");
  return WebIdentityRequest{.session = std::move(session), .token = std::move(token)};
}

async::Task<std::string> assume_role_with_web_identity(const Parts& parts, WebIdentityRequest request,
                                                       Surroundings surroundings) {
  const SessionRequest& wanted = request.session;
  ENTREPOT_CO_TRY(const Proven proven, co_await prove(parts, wanted.account, std::move(request.token)));
  if (surroundings.note != nullptr && !surroundings.note->is_ignored) {
    surroundings.note->web_identity =
        audit::WebIdentity{.provider = proven.issuer, .subject = proven.claims.subject, .audience = proven.audience};
  }
  const Bearer bearer = bearer_of(proven);
  ENTREPOT_CO_TRY(const auto role, assumable_by_bearer(parts, bearer, wanted, surroundings));
  ENTREPOT_CO_TRY(const auto duration, session_duration(wanted, *role, std::nullopt));
  ENTREPOT_CO_TRY(std::string policy, co_await session_policy(parts, wanted));
  iam::Principal session = begin_session(parts, wanted, *role, duration, std::move(policy));
  auto with_provider = std::make_shared<iam::Session>(*session.session);
  with_provider->provider = proven.provider_arn;
  session.session = with_provider;
  ENTREPOT_CO_TRY(iam::Sessions::Issued issued, parts.sessions.issue(session));
  std::string answer = fmt::format("    {}\n    {}\n    {}\n", aws::xml_element("Audience", proven.audience),
                                   aws::xml_element("Provider", proven.provider_arn),
                                   aws::xml_element("SubjectFromWebIdentityToken", proven.claims.subject)) +
                       credentials_xml(issued, session.session->expires_at) + assumed_role_user_xml(session) +
                       packed_size_xml(issued);
  crypto::wipe(issued.secret);
  co_return answer;
}

}  // namespace entrepot::api::sts
