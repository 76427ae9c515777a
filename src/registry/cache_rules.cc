#include "registry/cache_rules.h"

#include <algorithm>

#include "meta/cache_rules.h"
#include "model/prefix.h"
#include "registry/core_impl.h"
#include "registry/setting_messages.h"

namespace entrepot::registry {
namespace {

std::string key_of(std::string_view prefix) {
  return std::string(model::without_slash(prefix));
}

Result<CacheRule> to_rule(meta::CacheRuleRow row) {
  const auto upstream = model::parse_upstream(row.upstream);
  if (!upstream) return fail(ErrorKind::kCorrupt, "a pull through cache rule is damaged");
  return CacheRule{.prefix = std::move(row.shown_prefix),
                   .upstream = *upstream,
                   .upstream_url = std::move(row.upstream_url),
                   .upstream_prefix = std::move(row.upstream_prefix),
                   .credential_arn = std::move(row.credential_arn),
                   .custom_role_arn = std::move(row.role_arn),
                   .created_at = row.created_at,
                   .updated_at = row.updated_at};
}

Result<std::vector<CacheRule>> to_rules(std::vector<meta::CacheRuleRow> rows) {
  std::vector<CacheRule> out;
  out.reserve(rows.size());
  for (auto& row : rows) {
    ENTREPOT_TRY(CacheRule next, to_rule(std::move(row)));
    out.push_back(std::move(next));
  }
  return out;
}

meta::CacheRuleRow to_row(const CacheRule& rule) {
  return {.prefix = key_of(rule.prefix),
          .shown_prefix = rule.prefix,
          .upstream = std::string(to_string(rule.upstream)),
          .upstream_url = rule.upstream_url,
          .upstream_prefix = rule.upstream_prefix,
          .credential_arn = rule.credential_arn,
          .role_arn = rule.custom_role_arn,
          .created_at = rule.created_at,
          .updated_at = rule.updated_at};
}

/// There is no store of secrets yet, so no ARN names one.
Result<void> check_secret(const std::string& credential_arn) {
  if (credential_arn.empty()) return {};
  return fail(messages::secret_not_found());
}

async::Task<void> insert(sql::Transaction& tx, const Scope& scope, const meta::CacheRuleRow& row, std::size_t limit) {
  ENTREPOT_CO_TRY(const bool made, co_await meta::insert_cache_rule(tx, scope.registry, row));
  if (!made) co_return fail(messages::cache_rule_exists(scope, row.shown_prefix));
  // Counted after the insert, which is rolled back if there was no room. Two nodes may pass the limit by one each.
  ENTREPOT_CO_TRY(const std::size_t count, co_await meta::count_cache_rules(tx, scope.registry, limit + 1));
  if (count > limit) co_return fail(messages::too_many_cache_rules(scope, limit));
  co_return Result<void>{};
}

async::Task<CacheRule> change_one(sql::Transaction& tx, const Scope& scope, const std::string& prefix,
                                  const CacheRules::SignIn& sign_in, SysTime now) {
  const std::string key = key_of(prefix);
  ENTREPOT_CO_TRY(auto row, co_await meta::find_cache_rule_for_update(tx, scope.registry, key));
  if (!row) co_return fail(messages::cache_rule_not_found(scope, prefix));
  ENTREPOT_CO_CHECK_OK(check_secret(sign_in.credential_arn));
  if (!sign_in.custom_role_arn.empty() && row->upstream != to_string(model::Upstream::kEcr)) {
    co_return fail(messages::role_without_ecr());
  }
  row->credential_arn = sign_in.credential_arn;
  row->role_arn = sign_in.custom_role_arn;
  row->updated_at = now;
  ENTREPOT_CO_CHECK_OK(co_await meta::update_cache_rule(tx, scope.registry, *row));
  co_return to_rule(*std::move(row));
}

async::Task<CacheRule> remove_one(sql::Transaction& tx, const Scope& scope, const std::string& prefix) {
  const std::string key = key_of(prefix);
  ENTREPOT_CO_TRY(auto row, co_await meta::delete_cache_rule(tx, scope.registry, key));
  if (!row) co_return fail(messages::cache_rule_not_found(scope, prefix));
  co_return to_rule(*std::move(row));
}

}  // namespace

async::Task<CacheRule> CacheRules::create(Scope scope, CacheRule rule) {
  if (rule.credential_arn.empty() && model::needs_credential(rule.upstream)) {
    co_return fail(messages::upstream_needs_credential());
  }
  if (!rule.custom_role_arn.empty() && rule.upstream != model::Upstream::kEcr) {
    co_return fail(messages::role_without_ecr());
  }
  ENTREPOT_CO_CHECK_OK(check_secret(rule.credential_arn));
  Core::Impl& core = core_.impl();
  rule.created_at = core.clock.now();
  rule.updated_at = rule.created_at;
  const meta::CacheRuleRow row = to_row(rule);
  const std::size_t limit = core.config.max_cache_rules;
  ENTREPOT_CO_CHECK_OK(
      co_await core.database.write([&](sql::Transaction& tx) { return insert(tx, scope, row, limit); }));
  co_return rule;
}

async::Task<CacheRule> CacheRules::update(Scope scope, std::string prefix, SignIn sign_in) {
  Core::Impl& core = core_.impl();
  const SysTime now = core.clock.now();
  co_return co_await core.database.write(
      [&](sql::Transaction& tx) { return change_one(tx, scope, prefix, sign_in, now); });
}

async::Task<CacheRule> CacheRules::remove(Scope scope, std::string prefix) {
  co_return co_await core_.impl().database.write([&](sql::Transaction& tx) { return remove_one(tx, scope, prefix); });
}

async::Task<std::vector<CacheRule>> CacheRules::find(Scope scope, std::vector<std::string> prefixes) {
  std::vector<std::string> keys;
  for (const std::string& prefix : prefixes) keys.push_back(key_of(prefix));
  ENTREPOT_CO_TRY(auto rows, co_await core_.impl().database.read([&](sql::Transaction& tx) {
    return meta::find_cache_rules(tx, scope.registry, keys);
  }));
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (std::ranges::find(rows, keys[i], &meta::CacheRuleRow::prefix) == rows.end()) {
      co_return fail(messages::cache_rule_not_found(scope, prefixes[i]));
    }
  }
  std::ranges::sort(rows, {}, [&](const auto& row) { return std::ranges::find(keys, row.prefix); });
  co_return to_rules(std::move(rows));
}

async::Task<Page<CacheRule>> CacheRules::list(Scope scope, PageRequest page) {
  ENTREPOT_CO_TRY(auto rows, co_await core_.impl().database.read([&](sql::Transaction& tx) {
    return meta::list_cache_rules(tx, scope.registry, page.after, page.limit + 1);
  }));
  Page<CacheRule> out;
  if (rows.size() > page.limit) {
    rows.resize(page.limit);
    out.next = rows.back().prefix;
  }
  ENTREPOT_CO_TRY(out.items, to_rules(std::move(rows)));
  co_return out;
}

}  // namespace entrepot::registry
