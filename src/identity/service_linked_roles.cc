#include "identity/service_linked_roles.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crypto/secret.h"
#include "identity/entities.h"
#include "identity/messages.h"

namespace entrepot::identity {
namespace {

struct Service {
  std::string_view name;
  std::string_view role;
};
// ECR user guide, "Using service-linked roles for Amazon ECR".
constexpr std::array kServices{
    Service{"pullthroughcache.ecr.amazonaws.com", "AWSServiceRoleForECRPullThroughCache"},
    Service{"replication.ecr.amazonaws.com", "AWSServiceRoleForECRReplication"},
};

std::string trust_of(std::string_view service) {
  return fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"Service":"{}"}},)"
                     R"("Action":"sts:AssumeRole"}}]}})",
                     service);
}

async::Task<Role> insert(Change& change, const model::AccountId& account, const NewEntity& entity,
                         const meta::RoleRow& wanted, std::int64_t quota) {
  ENTREPOT_CO_TRY(const auto other, co_await meta::find_identity(change.tx, account, Kind::kRole, entity.name));
  if (other) {
    co_return fail(ErrorKind::kInvalidInput,
                   fmt::format("Service role name {} has been taken in this account, please try a different suffix.",
                               entity.name));
  }
  ENTREPOT_CO_TRY(const auto row, co_await insert_entity(change, account, Kind::kRole, entity, quota));
  meta::RoleRow role = wanted;
  role.id = row.id;
  role.valid_from = change.now;
  ENTREPOT_CO_CHECK_OK(co_await meta::insert_role(change.tx, role));
  co_return Role{.entity = to_entity(row),
                 .trust = role.trust,
                 .description = role.description,
                 .max_session = role.max_session,
                 .tags = {}};
}

async::Task<std::string> erase(Change& change, const model::AccountId& account, const std::string& name) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(change.tx, account, Kind::kRole, name));
  if (!row.path.starts_with(kServiceRolePath)) co_return fail(messages::not_found(Kind::kRole, name));
  ENTREPOT_CO_CHECK_OK(co_await delete_entity(change, row));
  co_return fmt::format("task{}{}/{}", row.path, row.name, crypto::random_uuid());
}

}  // namespace

async::Task<Role> ServiceLinkedRoles::create(model::AccountId account, std::string service, std::string description) {
  const auto known = std::ranges::find(kServices, service, &Service::name);
  if (known == kServices.end()) {
    co_return fail(ErrorKind::kInvalidInput, fmt::format("The service {} has no service-linked role here.", service));
  }
  const NewEntity entity{.name = std::string(known->role), .path = fmt::format("{}{}/", kServiceRolePath, service)};
  const meta::RoleRow role{.id = {},
                           .max_session = std::chrono::hours(1),
                           .epoch = 1,
                           .valid_from = {},
                           .description = std::move(description),
                           .trust = trust_of(service)};
  const std::int64_t quota = core_.quotas().roles;
  co_return co_await core_.change([&](Change& change) { return insert(change, account, entity, role, quota); });
}

async::Task<std::string> ServiceLinkedRoles::remove(model::AccountId account, std::string role) {
  co_return co_await core_.change([&](Change& change) { return erase(change, account, role); });
}

}  // namespace entrepot::identity
