#include "api/audit_trail.h"

#include <algorithm>
#include <utility>

namespace entrepot::api {
namespace {

/// Doors of ECR's own protocols and of the registry are one service to CloudTrail.
std::string_view source_of(std::string_view service) {
  if (service == "sts") return "sts.amazonaws.com";
  if (service == "iam") return "iam.amazonaws.com";
  if (service == "kms") return "kms.amazonaws.com";
  if (service == "secretsmanager") return "secretsmanager.amazonaws.com";
  return "ecr.amazonaws.com";
}

/// "AKIAIOSFODNN7EXAMPLE" of ".../Credential=AKIAIOSFODNN7EXAMPLE/20150830/...".
std::string_view key_id_after(std::string_view text, std::string_view name) {
  const auto at = text.find(name);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + name.size());
  constexpr std::size_t kLongest = 128;
  const auto is_in_it = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  const auto end = std::ranges::find_if_not(text, is_in_it) - text.begin();
  return static_cast<std::size_t>(end) > kLongest ? std::string_view() : text.substr(0, static_cast<std::size_t>(end));
}

}  // namespace

std::string_view claimed_key_id(const http::Request& request) {
  if (const auto header = request.headers.find("Authorization"); header && header->starts_with("AWS4-"))
    return key_id_after(*header, "Credential=");
  return key_id_after(request.query(), "X-Amz-Credential=");
}

void AuditTrail::record(const http::Request& request, std::string_view service, const OperationInfo* row, CallNote note,
                        unsigned status) const {
  const Endpoint& endpoint = endpoints_.of(request);
  const model::RegistryId& home = names_.home();
  if (row != nullptr) service = row->service;
  audit::Record record{.at = clock_.now(),
                       .source = source_of(service),
                       .event = !note.event.empty()  ? note.event
                                : row == nullptr     ? std::string_view()
                                : row->event.empty() ? row->operation
                                                     : row->event,
                       .operation = std::move(note.operation),
                       .is_read_only = row == nullptr || row->access == AccessLevel::kRead,
                       .status = status,
                       .principal = std::move(note.principal),
                       .web_identity = std::move(note.web_identity),
                       .region = note.registry ? note.registry->region.text() : home.region.text(),
                       .source_address = request.peer.address,
                       .user_agent = std::string(request.headers.find("User-Agent").value_or(std::string_view())),
                       .request_id = request.id,
                       .vpce = endpoint.vpce,
                       .parameters = std::move(note.parameters),
                       .decisions = std::move(note.decisions)};
  if (note.registry)
    record.recipient = note.registry->account.text();
  else
    record.recipient = record.principal ? record.principal->account.text() : home.account.text();
  if (record.event.empty() && record.operation.empty()) record.event = "Unknown";
  if (!record.principal && !record.web_identity) record.claimed_key_id = claimed_key_id(request);
  if (note.failure) {
    record.error_code = code_of_(service, note.failure->kind());
    record.error_message = note.failure->message();
  } else if (status >= 400) {
    record.error_code = code_of_(service, ErrorKind::kUnknownOperation);
  }
  log_.add(std::move(record));
}

}  // namespace entrepot::api
