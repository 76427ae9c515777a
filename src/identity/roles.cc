#include "identity/roles.h"

#include "identity/documents.h"
#include "identity/messages.h"
#include "identity/service_linked_roles.h"
#include "meta/identity_tags.h"

namespace entrepot::identity {
namespace {

Role to_role(const meta::IdentityRow& row, const meta::RoleRow& role, Tags tags) {
  return {.entity = to_entity(row),
          .trust = role.trust,
          .description = role.description,
          .max_session = role.max_session,
          .tags = std::move(tags)};
}

Result<void> check_trust(const std::string& trust) {
  ENTREPOT_CHECK_OK(check_document(trust, model::PolicyOf::kTrust));
  if (document_size(trust) > kTrustPolicySize) return fail(messages::quota("ACLSizePerRole", kTrustPolicySize));
  return {};
}

struct Both {
  meta::IdentityRow row;
  meta::RoleRow role;
};
async::Task<Both> find_both(sql::Transaction& tx, const model::AccountId& account, const std::string& name) {
  ENTREPOT_CO_TRY(auto row, co_await find_entity(tx, account, Kind::kRole, name));
  ENTREPOT_CO_TRY(auto role, co_await meta::find_role(tx, row.id));
  if (!role) co_return fail(ErrorKind::kCorrupt, "a role has no trust policy");
  co_return Both{std::move(row), std::move(*role)};
}

async::Task<Role> insert(Change& change, const model::AccountId& account, const NewRole& role, std::int64_t quota) {
  ENTREPOT_CO_TRY(const auto row, co_await insert_entity(change, account, Kind::kRole, role.entity, quota));
  const meta::RoleRow more{.id = row.id,
                           .max_session = role.max_session,
                           .epoch = 1,
                           .valid_from = change.now,
                           .description = role.description,
                           .trust = role.trust};
  ENTREPOT_CO_CHECK_OK(co_await meta::insert_role(change.tx, more));
  ENTREPOT_CO_TRY(auto tags, co_await meta::list_identity_tags(change.tx, row.id));
  co_return to_role(row, more, std::move(tags));
}

async::Task<Role> find(sql::Transaction& tx, const model::AccountId& account, const std::string& name) {
  ENTREPOT_CO_TRY(const auto both, co_await find_both(tx, account, name));
  ENTREPOT_CO_TRY(auto tags, co_await meta::list_identity_tags(tx, both.row.id));
  co_return to_role(both.row, both.role, std::move(tags));
}

async::Task<Page<Role>> list_roles(sql::Transaction& tx, const model::AccountId& account, const PageRequest& page) {
  ENTREPOT_CO_TRY(auto entities, co_await list_entities(tx, account, Kind::kRole, page));
  Page<Role> out{.items = {}, .next = std::move(entities.next)};
  for (Entity& entity : entities.items) {
    ENTREPOT_CO_TRY(const auto role, co_await meta::find_role(tx, entity.id));
    if (!role) continue;
    out.items.push_back({.entity = std::move(entity),
                         .trust = role->trust,
                         .description = role->description,
                         .max_session = role->max_session,
                         .tags = {}});
  }
  co_return out;
}

/// Changes what a role has besides its name. `edit(role, now)` on the row that is there.
async::Task<Role> edit_role(Change& change, const model::AccountId& account, const std::string& name, auto& edit) {
  ENTREPOT_CO_TRY(auto both, co_await find_both(change.tx, account, name));
  edit(both.role, change.now);
  ENTREPOT_CO_CHECK_OK(co_await meta::update_role(change.tx, both.role));
  change.of_identity(both.row.id);
  co_return co_await find(change.tx, account, name);
}

async::Task<void> erase(Change& change, const model::AccountId& account, const std::string& name) {
  ENTREPOT_CO_TRY(const auto row, co_await find_changeable(change, account, Kind::kRole, name));
  co_return co_await delete_entity(change, row);
}

/// As edit_role(), but not of a role that belongs to a service.
async::Task<Role> edit_own_role(Change& change, const model::AccountId& account, const std::string& name, auto& edit) {
  ENTREPOT_CO_TRY([[maybe_unused]] const auto row, co_await find_changeable(change, account, Kind::kRole, name));
  co_return co_await edit_role(change, account, name, edit);
}

}  // namespace

async::Task<Role> Roles::create(model::AccountId account, NewRole role) {
  if (role.entity.path.starts_with(kServiceRolePath)) co_return fail(messages::reserved_path());
  ENTREPOT_CO_CHECK_OK(check_trust(role.trust));
  const std::int64_t quota = core_.quotas().roles;
  co_return co_await core_.change([&](Change& change) { return insert(change, account, role, quota); });
}

async::Task<Role> Roles::get(model::AccountId account, std::string name) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find(tx, account, name); });
}

async::Task<Page<Role>> Roles::list(model::AccountId account, PageRequest page) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return list_roles(tx, account, page); });
}

async::Task<Role> Roles::update(model::AccountId account, std::string name, std::optional<std::string> description,
                                std::optional<std::chrono::seconds> max_session) {
  const auto edit = [&](meta::RoleRow& role, SysTime) {
    if (description) role.description = *description;
    if (max_session) role.max_session = *max_session;
  };
  co_return co_await core_.change([&](Change& change) { return edit_role(change, account, name, edit); });
}

async::Task<void> Roles::update_trust(model::AccountId account, std::string name, std::string trust) {
  ENTREPOT_CO_CHECK_OK(check_trust(trust));
  const auto edit = [&](meta::RoleRow& role, SysTime) { role.trust = trust; };
  const auto replace = [&](Change& change) { return edit_own_role(change, account, name, edit); };
  const auto done = co_await core_.change(replace);
  if (!done) co_return fail(done.error());
  co_return Result<void>{};
}

async::Task<void> Roles::revoke_sessions(model::AccountId account, std::string name) {
  const auto edit = [](meta::RoleRow& role, SysTime now) {
    ++role.epoch;
    role.valid_from = now;
  };
  const auto done = co_await core_.change([&](Change& change) { return edit_role(change, account, name, edit); });
  if (!done) co_return fail(done.error());
  co_return Result<void>{};
}

async::Task<void> Roles::remove(model::AccountId account, std::string name) {
  co_return co_await core_.change([&](Change& change) { return erase(change, account, name); });
}

}  // namespace entrepot::identity
