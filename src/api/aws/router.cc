#include "api/aws/router.h"

#include <algorithm>

namespace entrepot::api::aws {
namespace {

/// The services of AWS that belong to a registry, by wire name: one without a table answers "not implemented", which
/// says more than "unknown".
constexpr std::array kKnownServices{
    ServiceTable{.service = "ecr", .target_prefix = "AmazonEC2ContainerRegistry_V20150921"},
    ServiceTable{.service = "ecr-public", .target_prefix = "SpencerFrontendService"},
    ServiceTable{.service = "kms", .target_prefix = "TrentService"},
    ServiceTable{.service = "secretsmanager", .target_prefix = "secretsmanager"},
    ServiceTable{.service = "sts",
                 .protocol = Protocol::kQuery,
                 .version = "2011-06-15",
                 .xmlns = "https://sts.amazonaws.com/doc/2011-06-15/"},
    ServiceTable{.service = "iam",
                 .protocol = Protocol::kQuery,
                 .version = "2010-05-08",
                 .xmlns = "https://iam.amazonaws.com/doc/2010-05-08/"},
};

bool equals_without_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool starts_without_case(std::string_view text, std::string_view prefix) {
  return equals_without_case(text.substr(0, prefix.size()), prefix);
}

}  // namespace

Router::Router(std::vector<ServiceTable> tables) : tables_(std::move(tables)) {
  for (const ServiceTable& known : kKnownServices) {
    if (std::ranges::find(tables_, known.service, &ServiceTable::service) == tables_.end()) tables_.push_back(known);
  }
}

bool Router::claims(const http::Request& request) {
  // A target on another path is ours too, to be refused; except on the paths of the registry protocol.
  if (request.headers.count("X-Amz-Target") != 0) return !request.path().starts_with("/v2/");
  if (request.path() != "/") return false;
  if (request.method == http::Method::kPost) return true;
  if (request.headers.find("Authorization").value_or("").starts_with("AWS4-")) return true;
  const std::string_view query = request.query();
  return request.method == http::Method::kGet &&
         (query.starts_with("Action=") || query.contains("&Action=") || query.contains("X-Amz-"));
}

Protocol Router::protocol_of(const http::Request& request) {
  if (request.headers.count("X-Amz-Target") != 0) return Protocol::kJson;
  const std::string_view type = request.headers.find("Content-Type").value_or("");
  const bool is_json =
      starts_without_case(type, "application/x-amz-json") || starts_without_case(type, "application/json");
  return is_json ? Protocol::kJson : Protocol::kQuery;
}

Route Router::by_target(const http::Request& request) const {
  const std::string_view target = request.headers.find("X-Amz-Target").value_or("");
  const auto dot = std::min(target.find('.'), target.size());
  const ServiceTable* table = nullptr;
  // Two targets are none: the signature covers both, but readers could disagree on which one counts.
  if (request.headers.count("X-Amz-Target") == 1 && request.method == http::Method::kPost && dot != 0) {
    const auto at = std::ranges::find(tables_, target.substr(0, dot), &ServiceTable::target_prefix);
    if (at != tables_.end()) table = &*at;
  }
  return route(Protocol::kJson, table, target.substr(std::min(dot + 1, target.size())));
}

Route Router::by_action(const Parameters& parameters) const {
  const auto value = [&](std::string_view name) -> std::string_view {
    const auto at = parameters.find(name);
    return at == parameters.end() ? std::string_view() : at->second;
  };
  const std::string_view version = value("Version");
  const ServiceTable* table = nullptr;
  if (!version.empty()) {
    const auto at = std::ranges::find(tables_, version, &ServiceTable::version);
    if (at != tables_.end()) table = &*at;
  }
  return route(Protocol::kQuery, table, value("Action"));
}

Route Router::route(Protocol protocol, const ServiceTable* table, std::string_view operation) const {
  Route out{.protocol = protocol, .table = table, .operation = std::string(operation)};
  if (table == nullptr) return out;
  out.row = table->find(operation);
  if (out.row == nullptr) return out;
  std::uint32_t before = 0;
  for (const ServiceTable& other : tables_) {
    if (&other == table) break;
    before += static_cast<std::uint32_t>(other.rows.size());
  }
  out.index = before + static_cast<std::uint32_t>(out.row - table->rows.data());
  return out;
}

std::vector<OperationInfo> Router::operations() const {
  std::vector<OperationInfo> out;
  for (const ServiceTable& table : tables_) {
    for (const Row& row : table.rows) out.push_back(row.info);
  }
  return out;
}

std::vector<std::string> signing_names() {
  std::vector<std::string> out;
  for (const ServiceTable& known : kKnownServices) out.emplace_back(known.service);
  return out;
}

}  // namespace entrepot::api::aws
