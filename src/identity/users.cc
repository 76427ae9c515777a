#include "identity/users.h"

#include "identity/messages.h"
#include "meta/accounts.h"
#include "meta/identity_tags.h"

namespace entrepot::identity {
namespace {

async::Task<User> with_tags(sql::Transaction& tx, const meta::IdentityRow& row) {
  ENTREPOT_CO_TRY(auto tags, co_await meta::list_identity_tags(tx, row.id));
  co_return User{.entity = to_entity(row), .tags = std::move(tags)};
}

async::Task<User> insert(Change& change, const model::AccountId& account, const NewEntity& user, std::int64_t quota) {
  ENTREPOT_CO_TRY(const auto row, co_await insert_entity(change, account, Kind::kUser, user, quota));
  co_return co_await with_tags(change.tx, row);
}

async::Task<User> find(sql::Transaction& tx, const model::AccountId& account, const std::string& name) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(tx, account, Kind::kUser, name));
  co_return co_await with_tags(tx, row);
}

async::Task<User> find_by_id(sql::Transaction& tx, const std::string& id) {
  ENTREPOT_CO_TRY(const auto row, co_await meta::find_identity(tx, id));
  if (!row || row->kind != Kind::kUser) co_return fail(messages::not_found(Kind::kUser, id));
  co_return co_await with_tags(tx, *row);
}

async::Task<void> rename(Change& change, const model::AccountId& account, const std::string& name,
                         const std::optional<std::string>& new_name, const std::optional<std::string>& new_path) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(change.tx, account, Kind::kUser, name));
  co_return co_await rename_entity(change, row, new_name, new_path);
}

async::Task<void> erase(Change& change, const model::AccountId& account, const std::string& name) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(change.tx, account, Kind::kUser, name));
  ENTREPOT_CO_TRY(const auto groups, co_await meta::list_groups_of(change.tx, row.id, "", 1));
  if (!groups.empty()) co_return fail(messages::cannot_delete("remove users from group"));
  ENTREPOT_CO_TRY(const auto keys, co_await meta::list_access_keys(change.tx, account, row.id));
  if (!keys.empty()) co_return fail(messages::cannot_delete("delete access keys"));
  co_return co_await delete_entity(change, row);
}

}  // namespace

async::Task<User> Users::create(model::AccountId account, NewEntity user) {
  const std::int64_t quota = core_.quotas().users;
  co_return co_await core_.change([&](Change& change) { return insert(change, account, user, quota); });
}

async::Task<User> Users::get(model::AccountId account, std::string name) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find(tx, account, name); });
}

async::Task<User> Users::get_by_id(std::string id) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find_by_id(tx, id); });
}

async::Task<Page<User>> Users::list(model::AccountId account, PageRequest page) {
  ENTREPOT_CO_TRY(auto entities, co_await core_.read([&](sql::Transaction& tx) {
    return list_entities(tx, account, Kind::kUser, page);
  }));
  Page<User> out{.items = {}, .next = std::move(entities.next)};
  for (Entity& entity : entities.items) out.items.push_back({.entity = std::move(entity), .tags = {}});
  co_return out;
}

async::Task<void> Users::update(model::AccountId account, std::string name, std::optional<std::string> new_name,
                                std::optional<std::string> new_path) {
  co_return co_await core_.change([&](Change& change) { return rename(change, account, name, new_name, new_path); });
}

async::Task<void> Users::remove(model::AccountId account, std::string name) {
  co_return co_await core_.change([&](Change& change) { return erase(change, account, name); });
}

}  // namespace entrepot::identity
