#include "model/replication.h"

#include <algorithm>

namespace entrepot::model {
namespace {

void add_new(std::vector<RegistryId>& out, const std::vector<RegistryId>& more) {
  for (const RegistryId& each : more) {
    if (std::ranges::find(out, each) == out.end()) out.push_back(each);
  }
}

}  // namespace

std::vector<RegistryId> destinations_of(const Replication& replication) {
  std::vector<RegistryId> out;
  for (const ReplicationRule& rule : replication.rules) add_new(out, rule.destinations);
  return out;
}

std::vector<RegistryId> destinations_of(const Replication& replication, std::string_view repository) {
  std::vector<RegistryId> out;
  for (const ReplicationRule& rule : replication.rules) {
    const bool matches = rule.prefixes.empty() || std::ranges::any_of(rule.prefixes, [&](const std::string& prefix) {
                           return repository.starts_with(prefix);
                         });
    if (matches) add_new(out, rule.destinations);
  }
  return out;
}

}  // namespace entrepot::model
