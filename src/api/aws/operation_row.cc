#include "api/aws/operation_row.h"

#include <algorithm>

namespace entrepot::api::aws {
namespace {

std::vector<std::string> resources(const Row& row, const model::RegistryId& registry, const Target& target) {
  if (row.resource == Resource::kAny) return {"*"};
  if (target.repositories.empty()) return {model::repository_arn(registry, "*")};
  std::vector<std::string> arns;
  arns.reserve(target.repositories.size());
  for (const std::string& name : target.repositories) arns.push_back(model::repository_arn(registry, name));
  return arns;
}

}  // namespace

const Row* ServiceTable::find(std::string_view operation) const {
  const auto at = std::ranges::lower_bound(rows, operation, {}, [](const Row& row) { return row.info.operation; });
  return at != rows.end() && at->info.operation == operation ? &*at : nullptr;
}

Result<void> authorize(const Services& services, Call& call, const Target& target) {
  if (target.registry_id) {
    ENTREPOT_TRY(call.context.registry.account, model::AccountId::parse(*target.registry_id));
  }
  const model::RegistryId& registry = call.context.registry;
  std::vector<std::string_view> actions{call.row.info.action};
  actions.insert(actions.end(), target.also.begin(), target.also.end());
  for (std::string& resource : resources(call.row, registry, target)) {
    for (const std::string_view action : actions) {
      ENTREPOT_CHECK_OK(services.authorizer.authorize(call.context.principal, {action, resource, registry.account}));
    }
  }
  return {};
}

}  // namespace entrepot::api::aws
