#include "api/sts/session_request.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "iam/policy.h"
#include "json/reader.h"
#include "model/policy_document.h"

namespace entrepot::api::sts {
namespace {

constexpr std::int64_t kMinDuration = 900;
constexpr std::int64_t kMaxDuration = 43'200;
constexpr std::chrono::seconds kDefaultDuration{3'600};
constexpr std::size_t kMaxPolicyArns = 10;
/// Of all session policies, white space included (IAM user guide, quotas).
constexpr std::size_t kMaxPolicyText = 2'048;

std::unexpected<Error> malformed(std::string message) {
  return fail(ErrorKind::kMalformedPolicy, std::move(message));
}

std::optional<model::AccountId> account_of_role(std::string_view arn) {
  constexpr std::string_view kStart = "arn:aws:iam::";
  constexpr std::size_t kAccount = 12;
  if (!arn.starts_with(kStart)) return std::nullopt;
  arn.remove_prefix(kStart.size());
  if (arn.size() < kAccount || !arn.substr(kAccount).starts_with(":role/")) return std::nullopt;
  auto account = model::AccountId::parse(arn.substr(0, kAccount));
  return account ? std::optional(*std::move(account)) : std::nullopt;
}

/// Adds the statements of one checked document.
Result<void> add_document(std::string_view text, json::Object& merged, bool is_alone) {
  ENTREPOT_TRY(const auto parsed, model::parse_policy_document(text, model::PolicyOf::kSession));
  if (const auto compiled = iam::Policy::compile(parsed, ""); !compiled) {
    return malformed(std::string(compiled.error().message()));
  }
  auto value = json::parse(text);
  if (!value || !value->is_object()) return malformed("Syntax errors in policy.");
  json::Object& object = value->get_object();
  const json::Value* version = object.if_contains("Version");
  const std::string_view said = version != nullptr ? std::string_view(version->get_string()) : "2008-10-17";
  // The old version keeps "${" as text, so its statements may not stand beside those of the new one.
  if (!is_alone && said != "2012-10-17") return malformed("Policy document must be version 2012-10-17 or greater.");
  merged["Version"] = said;
  json::Value& statements = object.at("Statement");
  if (!statements.is_array()) statements = json::Array{json::Value(std::move(statements))};
  json::Array& all =
      merged["Statement"].is_array() ? merged["Statement"].get_array() : merged["Statement"].emplace_array();
  for (json::Value& statement : statements.get_array()) {
    // Ids are unique in their own document only.
    if (!is_alone && statement.is_object()) statement.get_object().stable_erase("Sid");
    all.push_back(std::move(statement));
  }
  return {};
}

}  // namespace

Result<SessionRequest> read_session_request(Members& members) {
  std::string arn = members.required("RoleArn", kArn);
  std::string name = members.required("RoleSessionName", kRoleSessionName);
  const auto seconds = members.optional_integer("DurationSeconds", kMinDuration, kMaxDuration);
  auto policy = members.optional("Policy", kPolicyText);
  auto policy_arns = members.list("PolicyArns", ".arn", kMaxPolicyArns);
  ENTREPOT_CHECK_OK(members.finish());
  auto account = account_of_role(arn);
  if (!account) return fail(ErrorKind::kValidation, fmt::format("{} is invalid", printable(arn)));
  return SessionRequest{.role_arn = std::move(arn),
                        .account = *std::move(account),
                        .name = std::move(name),
                        .duration = seconds ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt,
                        .policy = std::move(policy),
                        .policy_arns = std::move(policy_arns),
                        .tags = {},
                        .source_identity = {}};
}

async::Task<std::string> session_policy(const Parts& parts, SessionRequest request) {
  std::vector<std::string> documents;
  if (request.policy) documents.push_back(*request.policy);
  for (const std::string& arn : request.policy_arns) {
    if (!parts.managed_policy)
      co_return fail(ErrorKind::kNoSuchEntity, fmt::format("Policy {} does not exist.", printable(arn)));
    ENTREPOT_CO_TRY(std::string document, co_await parts.managed_policy(request.account, arn));
    documents.push_back(std::move(document));
  }
  if (documents.empty()) co_return std::string();
  json::Object merged;
  for (const std::string& document : documents) {
    ENTREPOT_CO_CHECK_OK(add_document(document, merged, documents.size() == 1));
  }
  std::string text = boost::json::serialize(merged);
  if (text.size() > kMaxPolicyText) {
    co_return fail(ErrorKind::kPackedPolicyTooLarge,
                   fmt::format("Session policies of {} characters are more than {}", text.size(), kMaxPolicyText));
  }
  co_return text;
}

Result<std::chrono::seconds> session_duration(const SessionRequest& request, const iam::Identity& role,
                                              std::optional<std::chrono::seconds> most) {
  const std::chrono::seconds wanted = request.duration.value_or(std::min(kDefaultDuration, role.max_session));
  if (most && wanted > *most) {
    return fail(ErrorKind::kValidation,
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
  }
  if (wanted > role.max_session) {
    return fail(ErrorKind::kValidation,
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  return wanted;
}

iam::Principal begin_session(const Parts& parts, const SessionRequest& request, const iam::Identity& role,
                             std::chrono::seconds duration, std::string policy) {
  auto session = std::make_shared<iam::Session>();
  session->name = request.name;
  session->role_id = role.id;
  session->role_arn = role.arn;
  session->epoch = role.epoch;
  session->issued_at = parts.clock.now();
  session->expires_at = std::chrono::floor<std::chrono::seconds>(session->issued_at) + duration;
  session->tags = request.tags;
  session->source_identity = request.source_identity;
  session->policy_document = std::move(policy);
  return {.account = role.account,
          .id = fmt::format("{}:{}", role.id, request.name),
          .arn = fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", role.account.text(), role.name, request.name),
          .access_key_id = {},
          .kind = iam::PrincipalKind::kRoleSession,
          .session = std::move(session)};
}

}  // namespace entrepot::api::sts
