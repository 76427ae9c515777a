#include "identity/groups.h"

#include "identity/messages.h"

namespace entrepot::identity {
namespace {

async::Task<Entity> insert(Change& change, const model::AccountId& account, const NewEntity& group,
                           std::int64_t quota) {
  ENTREPOT_CO_TRY(const auto row, co_await insert_entity(change, account, Kind::kGroup, group, quota));
  co_return to_entity(row);
}

async::Task<Entity> find(sql::Transaction& tx, const model::AccountId& account, const std::string& name) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(tx, account, Kind::kGroup, name));
  co_return to_entity(row);
}

async::Task<void> rename(Change& change, const model::AccountId& account, const std::string& name,
                         const std::optional<std::string>& new_name, const std::optional<std::string>& new_path) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(change.tx, account, Kind::kGroup, name));
  co_return co_await rename_entity(change, row, new_name, new_path);
}

async::Task<void> erase(Change& change, const model::AccountId& account, const std::string& name) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(change.tx, account, Kind::kGroup, name));
  ENTREPOT_CO_TRY(const auto members, co_await meta::list_members(change.tx, row.id, "", 1));
  if (!members.empty()) co_return fail(messages::cannot_delete("remove users from group"));
  co_return co_await delete_entity(change, row);
}

/// The page of rows that `list` gives of the identity `name`.
async::Task<Page<Entity>> page_of(sql::Transaction& tx, const model::AccountId& account, Kind kind,
                                  const std::string& name, const PageRequest& page, auto list) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(tx, account, kind, name));
  ENTREPOT_CO_TRY(const auto rows, co_await list(tx, row.id, page.after, page.limit + 1));
  std::vector<Entity> items;
  for (const meta::IdentityRow& item : rows) items.push_back(to_entity(item));
  co_return to_page(std::move(items), page.limit, [](const Entity& entity) { return meta::fold_name(entity.name); });
}

async::Task<void> add(Change& change, const model::AccountId& account, const std::string& group,
                      const std::string& user) {
  ENTREPOT_CO_TRY(const auto to, co_await find_entity(change.tx, account, Kind::kGroup, group));
  ENTREPOT_CO_TRY(const auto who, co_await find_entity(change.tx, account, Kind::kUser, user));
  ENTREPOT_CO_TRY([[maybe_unused]] const bool is_new, co_await meta::insert_member(change.tx, to.id, who.id));
  ENTREPOT_CO_TRY(const auto groups, co_await meta::list_groups_of(change.tx, who.id, "", kGroupsPerUser + 1));
  if (groups.size() > kGroupsPerUser) co_return fail(messages::quota("GroupsPerUser", kGroupsPerUser));
  change.of_identity(who.id);
  co_return Result<void>{};
}

async::Task<void> take_out(Change& change, const model::AccountId& account, const std::string& group,
                           const std::string& user) {
  ENTREPOT_CO_TRY(const auto from, co_await find_entity(change.tx, account, Kind::kGroup, group));
  ENTREPOT_CO_TRY(const auto who, co_await find_entity(change.tx, account, Kind::kUser, user));
  ENTREPOT_CO_TRY(const bool was_there, co_await meta::delete_member(change.tx, from.id, who.id));
  if (!was_there) co_return fail(messages::not_a_member(user, group));
  change.of_identity(who.id);
  co_return Result<void>{};
}

}  // namespace

async::Task<Entity> Groups::create(model::AccountId account, NewEntity group) {
  const std::int64_t quota = core_.quotas().groups;
  co_return co_await core_.change([&](Change& change) { return insert(change, account, group, quota); });
}

async::Task<Entity> Groups::get(model::AccountId account, std::string name) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find(tx, account, name); });
}

async::Task<Page<Entity>> Groups::members(model::AccountId account, std::string name, PageRequest page) {
  co_return co_await core_.read(
      [&](sql::Transaction& tx) { return page_of(tx, account, Kind::kGroup, name, page, meta::list_members); });
}

async::Task<Page<Entity>> Groups::list(model::AccountId account, PageRequest page) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return list_entities(tx, account, Kind::kGroup, page); });
}

async::Task<void> Groups::update(model::AccountId account, std::string name, std::optional<std::string> new_name,
                                 std::optional<std::string> new_path) {
  co_return co_await core_.change([&](Change& change) { return rename(change, account, name, new_name, new_path); });
}

async::Task<void> Groups::remove(model::AccountId account, std::string name) {
  co_return co_await core_.change([&](Change& change) { return erase(change, account, name); });
}

async::Task<void> Groups::add_user(model::AccountId account, std::string group, std::string user) {
  co_return co_await core_.change([&](Change& change) { return add(change, account, group, user); });
}

async::Task<void> Groups::remove_user(model::AccountId account, std::string group, std::string user) {
  co_return co_await core_.change([&](Change& change) { return take_out(change, account, group, user); });
}

async::Task<Page<Entity>> Groups::groups_of(model::AccountId account, std::string user, PageRequest page) {
  co_return co_await core_.read(
      [&](sql::Transaction& tx) { return page_of(tx, account, Kind::kUser, user, page, meta::list_groups_of); });
}

}  // namespace entrepot::identity
