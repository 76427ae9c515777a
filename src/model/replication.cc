#include "model/replication.h"

#include <algorithm>

namespace entrepot::model {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

void add_new(std::vector<RegistryId>& out, const std::vector<RegistryId>& more) {
  for (const RegistryId& each : more) {
    if (std::ranges::find(out, each) == out.end()) out.push_back(each);
  }
}

}  // namespace

// Runs of plain characters and separators between slashes; what stands before a slash begins with a plain character.
bool has_replication_filter_form(std::string_view text) {
  bool is_at_start = true;
  bool may_end_step = false;  // the step so far may stand before a slash
  for (const char c : text) {
    if (c == '/') {
      if (!may_end_step) return false;
      is_at_start = true;
      may_end_step = false;
      continue;
    }
    if (!is_plain(c) && c != '.' && c != '_' && c != '-') return false;
    if (is_at_start) may_end_step = is_plain(c);
    is_at_start = false;
  }
  return true;
}

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
