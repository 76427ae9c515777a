#include "api/sts/assume_role.h"

#include <fmt/format.h>

#include "api/aws/answer.h"
#include "api/sts/answers.h"
#include "crypto/secret.h"

namespace entrepot::api::sts {
namespace {

constexpr std::chrono::hours kChained{1};
constexpr TextRule kAny{};

bool is_chained(const iam::Principal& caller) {
  return caller.kind == iam::PrincipalKind::kRoleSession;
}

/// A source stays with all sessions that begin from it.
Result<void> inherit_source(const iam::Principal& caller, SessionRequest& request) {
  const std::string source = caller.session ? caller.session->source_identity : std::string();
  if (source.empty()) return {};
  if (!request.source_identity.empty() && request.source_identity != source) {
    return fail(ErrorKind::kAccessDenied,
                fmt::format("User: {} is not authorized to perform: sts:SetSourceIdentity on resource: {}", caller.arn,
                            request.role_arn));
  }
  request.source_identity = source;
  return {};
}

}  // namespace

Result<AssumeRoleRequest> parse_assume_role(const aws::Parameters& parameters) {
  Members members(parameters);
  AssumeRoleRequest request{.session = {.role_arn = {}, .account = *model::AccountId::parse("000000000000")},
                            .external_id = members.optional("ExternalId", kExternalId).value_or("")};
  std::string source = members.optional("SourceIdentity", kSourceIdentity).value_or("");
  auto tags = members.tags("Tags");
  const bool has_factor = members.optional("SerialNumber", kAny) || members.optional("TokenCode", kAny);
  ENTREPOT_TRY(request.session, read_session_request(members));
  for (const std::string_view name : {"TransitiveTagKeys", "ProvidedContexts"}) {
    if (members.has_list(name))
      return fail(ErrorKind::kUnsupported, fmt::format("{} is not supported by this version of entrepot", name));
  }
  // Nobody has a device here, so no code of one is right.
  if (has_factor)
    return fail(ErrorKind::kAccessDenied, "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
  request.session.tags = std::move(tags);
  request.session.source_identity = std::move(source);
  return request;
}

async::Task<std::string> assume_role(const Parts& parts, iam::Principal caller, AssumeRoleRequest request,
                                     Surroundings surroundings) {
  SessionRequest& wanted = request.session;
  ENTREPOT_CO_CHECK_OK(inherit_source(caller, wanted));
  ENTREPOT_CO_TRY(const auto role, assumable_role(parts, caller, wanted, request.external_id, surroundings));
  const auto most = is_chained(caller) ? std::optional<std::chrono::seconds>(kChained) : std::nullopt;
  ENTREPOT_CO_TRY(const auto duration, session_duration(wanted, *role, most));
  ENTREPOT_CO_TRY(std::string policy, co_await session_policy(parts, wanted));
  const iam::Principal session = begin_session(parts, wanted, *role, duration, std::move(policy));
  ENTREPOT_CO_TRY(iam::Sessions::Issued issued, parts.sessions.issue(session));
  std::string answer =
      credentials_xml(issued, session.session->expires_at) + assumed_role_user_xml(session) + packed_size_xml(issued);
  if (!wanted.source_identity.empty())
    answer += fmt::format("    {}\n", aws::xml_element("SourceIdentity", wanted.source_identity));
  crypto::wipe(issued.secret);
  co_return answer;
}

}  // namespace entrepot::api::sts
