#pragma once
// The queries that rules of a registry share which have a prefix as their key: cache rules, creation templates. Private
// to the room. Every statement has the registry's account as $1 and its region as $2.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/lists.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

template <class Rule>
using RuleOf = Rule (*)(const sql::Row&);

/// $3: the prefix. For DELETE .. RETURNING as well.
template <class Rule>
async::Task<std::optional<Rule>> one_by_prefix(sql::Transaction& tx, sql::Statement statement,
                                               const model::RegistryId& registry, const std::string& prefix,
                                               RuleOf<Rule> to_rule) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(statement, sql::params(registry.account.text(), registry.region.text(), prefix)));
  co_return rows.empty() ? std::nullopt : std::optional(to_rule(rows[0]));
}

/// $3 and on: kListWidth prefixes. Those that are there, in any order.
template <class Rule>
async::Task<std::vector<Rule>> find_by_prefix(sql::Transaction& tx, sql::Statement statement,
                                              const model::RegistryId& registry,
                                              const std::vector<std::string>& prefixes, RuleOf<Rule> to_rule) {
  std::vector<Rule> found;
  const std::span<const std::string> all(prefixes);
  for (std::size_t from = 0; from < all.size(); from += kListWidth) {
    sql::Params parameters = sql::params(registry.account.text(), registry.region.text());
    append_list(parameters, list_round(all, from), [](const std::string& prefix) { return prefix; });
    ENTREPOT_CO_TRY(const sql::Rows rows, co_await tx.query(statement, std::move(parameters)));
    for (const sql::Row& row : rows) found.push_back(to_rule(row));
  }
  co_return found;
}

/// $3: the prefix that the page comes after; $4: how many.
template <class Rule>
async::Task<std::vector<Rule>> list_by_prefix(sql::Transaction& tx, sql::Statement statement,
                                              const model::RegistryId& registry, const std::string& after,
                                              std::size_t limit, RuleOf<Rule> to_rule) {
  ENTREPOT_CO_TRY(
      const sql::Rows rows,
      co_await tx.query(statement, sql::params(registry.account.text(), registry.region.text(), after, limit)));
  std::vector<Rule> page;
  page.reserve(rows.size());
  for (const sql::Row& row : rows) page.push_back(to_rule(row));
  co_return page;
}

/// $3: how far to count.
inline async::Task<std::size_t> count_rules(sql::Transaction& tx, sql::Statement statement,
                                            const model::RegistryId& registry, std::size_t limit) {
  ENTREPOT_CO_TRY(const sql::Rows rows,
                  co_await tx.query(statement, sql::params(registry.account.text(), registry.region.text(), limit)));
  co_return static_cast<std::size_t>(rows[0].integer(0));
}

}  // namespace entrepot::meta
