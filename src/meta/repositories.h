#pragma once
// Repositories: rows of one registry, found by name.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/ids.h"
#include "model/names.h"
#include "model/repository_settings.h"
#include "sql/database.h"

namespace entrepot::meta {

struct RepositoryRow {
  RepositoryKey key{};
  DomainKey domain{};
  std::string name;
  SysTime created_at;
  model::RepositorySettings settings;  ///< without resource tags: load_resource_tags()
};

/// How long the row must stay as it is: FOR SHARE against a delete, FOR UPDATE against everything. Only in write().
enum class RowLock : std::uint8_t { kNone, kShare, kUpdate };

/// nullopt: there is none of that name (a deleted one is none).
async::Task<std::optional<RepositoryRow>> find_repository(sql::Transaction& tx, const model::RegistryId& registry,
                                                          const std::string& name, RowLock lock = RowLock::kNone);
/// Makes registry, encryption domain, row and resource tags. nullopt, and no row, if the name is taken.
async::Task<std::optional<RepositoryKey>> insert_repository(sql::Transaction& tx, const model::RegistryId& registry,
                                                            const std::string& name,
                                                            const model::RepositorySettings& settings, SysTime now);
/// Ordered by name, those after `after`; settings without resource tags.
async::Task<std::vector<RepositoryRow>> list_repositories(sql::Transaction& tx, const model::RegistryId& registry,
                                                          const std::string& after, std::size_t limit);
/// At most `limit`: whether a registry is full is all that anybody asks.
async::Task<std::size_t> count_repositories(sql::Transaction& tx, const model::RegistryId& registry, std::size_t limit);

async::Task<std::vector<model::ResourceTag>> load_resource_tags(sql::Transaction& tx, RepositoryKey repository);
/// Fills settings.tags of a page of list_repositories() with one query.
async::Task<void> load_resource_tags(sql::Transaction& tx, const model::RegistryId& registry,
                                     std::vector<RepositoryRow>& page);

/// Adds the tag, or gives its key this value.
async::Task<void> put_resource_tag(sql::Transaction& tx, RepositoryKey repository, const model::ResourceTag& tag);
async::Task<void> delete_resource_tag(sql::Transaction& tx, RepositoryKey repository, const std::string& key);

/// Writes what may change: mutability, its filters, scan on push. The caller holds the row.
async::Task<void> update_settings(sql::Transaction& tx, RepositoryKey repository,
                                  const model::RepositorySettings& settings);

async::Task<bool> has_images(sql::Transaction& tx, RepositoryKey repository);
/// Takes the repository out of its registry: nobody finds it any more, and the name is free. What is in it stays until
/// drain_deleted_repository() (collection.h) has removed it in small steps.
async::Task<void> detach_repository(sql::Transaction& tx, RepositoryKey repository);

}  // namespace entrepot::meta
