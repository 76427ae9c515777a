#include "audit/record_json.h"

#include <fmt/chrono.h>

#include <algorithm>

#include "audit/text.h"

namespace entrepot::audit {
namespace {

// Limits of texts, in bytes. Names and ARNs of what exists are shorter.
constexpr std::size_t kName = 2'048;
constexpr std::size_t kFreeText = 1'024;  // CloudTrail cuts user agents and messages as well
constexpr std::size_t kResources = 16;

/// Members of one object, with the commas between them.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }
  void text(std::string_view name, std::string_view value, std::size_t limit = kName) {
    key(name);
    append_quoted(out_, value, limit);
  }
  /// Leaves out what is empty.
  void text_if(std::string_view name, std::string_view value, std::size_t limit = kName) {
    if (!value.empty()) text(name, value, limit);
  }
  /// `json` as it is: a constant, a number, or what was made by this room.
  void raw(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
  }
  /// The name; the value is for the caller to append.
  std::string& key(std::string_view name) {
    if (!is_first_) out_ += ',';
    is_first_ = false;
    out_.append("\"").append(name).append("\":");
    return out_;
  }
  void end() { out_ += '}'; }

 private:
  std::string& out_;
  bool is_first_ = true;
};

/// The account of an ARN: its fifth field.
std::string_view account_of(std::string_view arn) {
  for (int i = 0; i < 4; ++i) arn.remove_prefix(std::min(arn.find(':'), arn.size() - 1) + 1);
  return arn.substr(0, arn.find(':'));
}

std::string_view last_segment(std::string_view arn) {
  const auto slash = arn.rfind('/');
  return slash == std::string_view::npos ? arn : arn.substr(slash + 1);
}

std::string_view type_of(const iam::Principal& who) {
  if (who.is_root) return "Root";
  return who.kind == iam::PrincipalKind::kRoleSession ? "AssumedRole" : "IAMUser";
}

/// Of temporary credentials: what they were made from.
void append_session(std::string& out, const iam::Principal& who) {
  const iam::Session& session = *who.session;
  Members in(out);
  if (who.kind == iam::PrincipalKind::kRoleSession) {
    Members issuer(in.key("sessionIssuer"));
    issuer.text("type", "Role");
    issuer.text("principalId", session.role_id);
    issuer.text("arn", session.role_arn);
    issuer.text("accountId", account_of(session.role_arn));
    issuer.text("userName", last_segment(session.role_arn));
    issuer.end();
  }
  if (!session.provider.empty()) {
    Members web(in.key("webIdFederationData"));
    web.text("federatedProvider", session.provider);
    web.end();
  }
  Members attributes(in.key("attributes"));
  attributes.text("creationDate", time_text(session.issued_at));
  attributes.text("mfaAuthenticated", "false");
  attributes.end();
  in.text_if("sourceIdentity", session.source_identity);
  in.end();
}

void append_principal(std::string& out, const iam::Principal& who) {
  Members in(out);
  in.text("type", type_of(who));
  in.text("principalId", who.id);
  in.text("arn", who.arn);
  in.text("accountId", who.account.text());
  in.text_if("accessKeyId", who.access_key_id);
  if (!who.is_root && who.kind != iam::PrincipalKind::kRoleSession) in.text("userName", last_segment(who.arn));
  if (who.session) append_session(in.key("sessionContext"), who);
  in.end();
}

void append_identity(std::string& out, const Record& record) {
  if (record.principal) return append_principal(out, *record.principal);
  Members in(out);
  if (record.web_identity) {
    const WebIdentity& web = *record.web_identity;
    in.text("type", "WebIdentityUser");
    std::string id = web.provider;
    id.append(":").append(web.audience).append(":").append(web.subject);
    in.text("principalId", id);
    in.text("userName", web.subject);
    in.text("identityProvider", web.provider);
  } else {
    in.text("type", "Unknown");
    in.text_if("accessKeyId", record.claimed_key_id, 128);
  }
  in.end();
}

/// Repositories and other things with an ARN of their own, each once.
void append_resources(Members& record_members, const Record& record) {
  std::vector<std::string_view> arns;
  for (const Decision& decision : record.decisions) {
    const std::string_view arn = decision.resource;
    if (arn.empty() || arn == "*" || arn.ends_with("/*") || std::ranges::find(arns, arn) != arns.end()) continue;
    arns.push_back(arn);
  }
  if (arns.empty()) return;
  std::string& out = record_members.key("resources");
  out += '[';
  for (std::size_t i = 0; i < std::min(arns.size(), kResources); ++i) {
    if (i != 0) out += ',';
    Members in(out);
    in.text("ARN", arns[i]);
    in.text("accountId", account_of(arns[i]));
    if (arns[i].contains(":repository/")) in.text("type", "AWS::ECR::Repository");
    in.end();
  }
  out += ']';
}

void append_decision(Members& in, const Decision& decision) {
  in.text("action", decision.action);
  in.text("resource", decision.resource);
  in.text("decision", decision.is_allowed ? "Allow" : "Deny");
  in.text_if("policyType", decision.policy_kind);
  in.text_if("policy", decision.policy);
  in.text_if("statement", decision.statement);
}

/// What CloudTrail has no member for. The decision that is told first is the one that refused, if one did.
void append_own(std::string& out, const Record& record) {
  Members in(out);
  in.raw("status", fmt::format("{}", record.status));
  if (!record.decisions.empty()) {
    const auto refused = std::ranges::find(record.decisions, false, &Decision::is_allowed);
    const Decision& first = refused == record.decisions.end() ? record.decisions.front() : *refused;
    append_decision(in, first);
    if (record.decisions.size() > 1) {
      in.key("also") += '[';
      bool is_first = true;
      for (const Decision& decision : record.decisions) {
        if (&decision == &first) continue;
        if (!is_first) out += ',';
        is_first = false;
        Members other(out);
        append_decision(other, decision);
        other.end();
      }
      out += ']';
    }
  }
  in.end();
}

}  // namespace

std::string time_text(SysTime at) {
  return fmt::format("{:%FT%TZ}", std::chrono::floor<std::chrono::seconds>(at));
}

std::size_t Record::weight() const {
  std::size_t bytes = sizeof(Record) + operation.size() + source_address.size() + user_agent.size() +
                      error_message.size() + parameters.size() + decisions.capacity() * sizeof(Decision);
  for (const Decision& decision : decisions)
    bytes += decision.resource.size() + decision.policy.size() + decision.statement.size();
  return bytes;
}

void append_json(std::string& out, const Record& record, std::string_view event_id) {
  Members in(out);
  in.text("eventVersion", "1.11");
  append_identity(in.key("userIdentity"), record);
  in.text("eventTime", time_text(record.at));
  in.text("eventSource", record.source);
  in.text("eventName", record.event.empty() ? std::string_view(record.operation) : record.event, 128);
  in.text("awsRegion", record.region);
  in.text("sourceIPAddress", record.source_address);
  in.text("userAgent", record.user_agent, kFreeText);
  if (!record.error_code.empty()) {
    in.text("errorCode", record.error_code);
    in.text_if("errorMessage", record.error_message, kFreeText);
  }
  in.raw("requestParameters", record.parameters.empty() ? std::string_view("null") : record.parameters);
  in.raw("responseElements", "null");
  in.text("requestID", record.request_id);
  in.text("eventID", event_id);
  in.raw("readOnly", record.is_read_only ? "true" : "false");
  append_resources(in, record);
  in.text("eventType", "AwsApiCall");
  in.raw("managementEvent", "true");
  in.text_if("recipientAccountId", record.recipient);
  in.text_if("vpcEndpointId", record.vpce);
  in.text("eventCategory", "Management");
  append_own(in.key("entrepot"), record);
  in.end();
}

}  // namespace entrepot::audit
