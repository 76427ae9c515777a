#include "registry/configuration_text.h"

#include <algorithm>

#include "json/reader.h"

namespace entrepot::registry {
namespace {

Error damaged() {
  return {ErrorKind::kCorrupt, "a configuration of the registry is damaged"};
}

json::Array strings(const std::vector<std::string>& items) {
  return json::Array(items.begin(), items.end());
}

/// Calls `read(json::Reader&)` for each rule; false from it is damage.
template <class Read>
Result<void> each_rule(const json::Object& document, Read read) {
  json::Reader in(document);
  const json::Array* rules = in.required_array("rules");
  if (!in.finish()) return fail(damaged());
  for (const json::Value& item : *rules) {
    if (!item.is_object()) return fail(damaged());
    json::Reader rule(item.get_object());
    if (!read(rule) || !rule.finish()) return fail(damaged());
  }
  return {};
}

Result<json::Value> document_of(const std::string& text) {
  Result<json::Value> value = json::parse(text);
  if (!value || !value->is_object()) return fail(damaged());
  return value;
}

/// Absent, true and false are told apart.
std::optional<bool> deletes_of(json::Reader& rule) {
  const bool is_absent = rule.optional_bool("deletes", true) && !rule.optional_bool("deletes", false);
  return is_absent ? std::nullopt : std::optional(rule.optional_bool("deletes", false));
}

/// "123456789012/eu-west-1"
bool read_destinations(const std::vector<std::string>& texts, std::vector<model::RegistryId>& out) {
  for (const std::string& text : texts) {
    const auto slash = std::min(text.find('/'), text.size());
    auto account = model::AccountId::parse(text.substr(0, slash));
    auto region = model::Region::parse(text.substr(std::min(slash + 1, text.size())));
    if (!account || !region) return false;
    out.push_back({*std::move(account), *std::move(region)});
  }
  return true;
}

}  // namespace

std::string to_text(const model::RegistryScanning& scanning) {
  json::Array rules;
  for (const model::ScanningRule& rule : scanning.rules) {
    rules.push_back({{"frequency", to_string(rule.frequency)}, {"filters", strings(rule.filters)}});
  }
  return boost::json::serialize(json::Object{{"type", to_string(scanning.type)}, {"rules", std::move(rules)}});
}

Result<model::RegistryScanning> scanning_from(const std::string& text) {
  ENTREPOT_TRY(const json::Value document, document_of(text));
  json::Reader in(document.get_object());
  const auto type = model::parse_scan_type(in.required_string("type"));
  if (!in.finish() || !type) return fail(damaged());
  model::RegistryScanning out{.type = *type, .rules = {}};
  ENTREPOT_CHECK_OK(each_rule(document.get_object(), [&](json::Reader& rule) {
    const auto frequency = model::parse_scan_frequency(rule.required_string("frequency"));
    out.rules.push_back(
        {.frequency = frequency.value_or(model::ScanFrequency{}), .filters = rule.required_strings("filters")});
    return frequency.has_value();
  }));
  return out;
}

std::string to_text(const model::Replication& replication) {
  json::Array rules;
  for (const model::ReplicationRule& rule : replication.rules) {
    json::Array destinations;
    for (const model::RegistryId& to : rule.destinations) {
      destinations.emplace_back(to.account.text() + "/" + to.region.text());
    }
    json::Object next{{"destinations", std::move(destinations)}, {"prefixes", strings(rule.prefixes)}};
    if (rule.replicates_deletes) next["deletes"] = *rule.replicates_deletes;
    rules.push_back(std::move(next));
  }
  return boost::json::serialize(json::Object{{"rules", std::move(rules)}});
}

Result<model::Replication> replication_from(const std::string& text) {
  ENTREPOT_TRY(const json::Value document, document_of(text));
  model::Replication out;
  ENTREPOT_CHECK_OK(each_rule(document.get_object(), [&](json::Reader& rule) {
    model::ReplicationRule& next = out.rules.emplace_back();
    next.prefixes = rule.required_strings("prefixes");
    next.replicates_deletes = deletes_of(rule);
    return read_destinations(rule.required_strings("destinations"), next.destinations);
  }));
  return out;
}

std::string to_text(const model::Signing& signing) {
  json::Array rules;
  for (const model::SigningRule& rule : signing.rules) {
    rules.push_back({{"profile", rule.profile_arn}, {"filters", strings(rule.filters)}});
  }
  return boost::json::serialize(json::Object{{"rules", std::move(rules)}});
}

Result<model::Signing> signing_from(const std::string& text) {
  ENTREPOT_TRY(const json::Value document, document_of(text));
  model::Signing out;
  ENTREPOT_CHECK_OK(each_rule(document.get_object(), [&](json::Reader& rule) {
    out.rules.push_back({.profile_arn = rule.required_string("profile"), .filters = rule.required_strings("filters")});
    return true;
  }));
  return out;
}

}  // namespace entrepot::registry
