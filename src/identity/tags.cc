#include "identity/tags.h"

#include "identity/entities.h"
#include "identity/messages.h"
#include "identity/names.h"
#include "identity/policy_rows.h"
#include "identity/tag_sets.h"
#include "meta/identity_tags.h"
#include "meta/oidc_providers.h"

namespace entrepot::identity {
namespace {

/// Whose tags, as they are stored.
struct Owner {
  std::string key;
  bool is_identity = false;
};

async::Task<Owner> find_owner(sql::Transaction& tx, const Tagged& of) {
  if (const Whose* whose = std::get_if<Whose>(&of)) {
    ENTREPOT_CO_TRY(const auto row, co_await find_entity(tx, whose->account, whose->kind, whose->name));
    co_return Owner{row.id, true};
  }
  const ByArn& by_arn = std::get<ByArn>(of);
  if (!by_arn.arn.contains(":oidc-provider/")) {
    ENTREPOT_CO_TRY(const auto policy, co_await find_own_policy(tx, by_arn.account, by_arn.arn));
    co_return Owner{policy.id, false};
  }
  const auto url = parse_provider_arn(by_arn.account, by_arn.arn);
  if (!url) co_return fail(messages::provider_not_found(by_arn.arn));
  ENTREPOT_CO_TRY(const auto provider, co_await meta::find_oidc_provider(tx, by_arn.account.text(), *url));
  if (!provider) co_return fail(messages::provider_not_found(by_arn.arn));
  co_return Owner{by_arn.arn, false};
}

async::Task<void> put_all(Change& change, const Tagged& of, const Tags& tags) {
  ENTREPOT_CO_TRY(const Owner owner, co_await find_owner(change.tx, of));
  if (owner.is_identity) change.of_identity(owner.key);
  co_return co_await put_tags(change.tx, owner.key, tags);
}

async::Task<void> delete_all(Change& change, const Tagged& of, const std::vector<std::string>& keys) {
  ENTREPOT_CO_TRY(const Owner owner, co_await find_owner(change.tx, of));
  if (owner.is_identity) change.of_identity(owner.key);
  co_return co_await delete_tags(change.tx, owner.key, keys);
}

async::Task<Tags> list_all(sql::Transaction& tx, const Tagged& of) {
  ENTREPOT_CO_TRY(const Owner owner, co_await find_owner(tx, of));
  co_return co_await meta::list_identity_tags(tx, owner.key);
}

}  // namespace

async::Task<void> TagSets::put(Tagged of, Tags tags) {
  co_return co_await core_.change([&](Change& change) { return put_all(change, of, tags); });
}

async::Task<void> TagSets::remove(Tagged of, std::vector<std::string> keys) {
  co_return co_await core_.change([&](Change& change) { return delete_all(change, of, keys); });
}

async::Task<Tags> TagSets::list(Tagged of) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return list_all(tx, of); });
}

}  // namespace entrepot::identity
