#include "api/sts/get_session_token.h"

#include "api/sts/answers.h"
#include "api/sts/members.h"
#include "crypto/secret.h"

namespace entrepot::api::sts {
namespace {

constexpr std::int64_t kMinDuration = 900;
constexpr std::int64_t kMaxDuration = 129'600;
constexpr std::chrono::hours kDefaultDuration{12};
/// Sessions of root are never longer.
constexpr std::chrono::hours kMaxOfRoot{1};
constexpr TextRule kAny{};

}  // namespace

Result<GetSessionTokenRequest> parse_get_session_token(const aws::Parameters& parameters) {
  Members members(parameters);
  const auto seconds = members.optional_integer("DurationSeconds", kMinDuration, kMaxDuration);
  const bool has_factor = members.optional("SerialNumber", kAny) || members.optional("TokenCode", kAny);
  ENTREPOT_CHECK_OK(members.finish());
  // Nobody has a device here, so no code of one is right.
  if (has_factor)
    return fail(ErrorKind::kAccessDenied, "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
  return GetSessionTokenRequest{.duration = seconds ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt};
}

Result<std::string> get_session_token(const Parts& parts, const iam::Principal& caller,
                                      const GetSessionTokenRequest& request) {
  if (caller.session) return fail(ErrorKind::kAccessDenied, "Cannot call GetSessionToken with session credentials");
  std::chrono::seconds duration = request.duration.value_or(kDefaultDuration);
  if (caller.is_root) duration = std::min<std::chrono::seconds>(duration, kMaxOfRoot);
  auto session = std::make_shared<iam::Session>();
  session->long_term_key_id = caller.access_key_id;
  session->issued_at = parts.clock.now();
  session->expires_at = std::chrono::floor<std::chrono::seconds>(session->issued_at) + duration;
  iam::Principal principal = caller;
  principal.kind = iam::PrincipalKind::kUserSession;
  principal.session = session;
  ENTREPOT_TRY(iam::Sessions::Issued issued, parts.sessions.issue(std::move(principal)));
  std::string answer = credentials_xml(issued, session->expires_at);
  crypto::wipe(issued.secret);
  return answer;
}

}  // namespace entrepot::api::sts
