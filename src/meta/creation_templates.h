#pragma once
// Repository creation templates of a registry, by prefix.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/ids.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

struct CreationTemplateRow {
  std::string prefix;        ///< without a slash at its end
  std::string shown_prefix;  ///< as it was given
  SysTime created_at;
  SysTime updated_at;
  std::string settings;  ///< the other members, as text
};

/// False, and nothing written, if the prefix has one.
async::Task<bool> insert_creation_template(sql::Transaction& tx, const model::RegistryId& registry,
                                           const CreationTemplateRow& row);
/// Held until the end of the transaction. Only in write().
async::Task<std::optional<CreationTemplateRow>> find_creation_template_for_update(sql::Transaction& tx,
                                                                                  const model::RegistryId& registry,
                                                                                  const std::string& prefix);
/// Writes updated_at and settings.
async::Task<void> update_creation_template(sql::Transaction& tx, const model::RegistryId& registry,
                                           const CreationTemplateRow& row);
/// What was there.
async::Task<std::optional<CreationTemplateRow>> delete_creation_template(sql::Transaction& tx,
                                                                         const model::RegistryId& registry,
                                                                         const std::string& prefix);
/// Those of `prefixes` that are there, in any order.
async::Task<std::vector<CreationTemplateRow>> find_creation_templates(sql::Transaction& tx,
                                                                      const model::RegistryId& registry,
                                                                      const std::vector<std::string>& prefixes);
/// At most `limit`.
async::Task<std::size_t> count_creation_templates(sql::Transaction& tx, const model::RegistryId& registry,
                                                  std::size_t limit);
/// In byte order of their prefixes, those after `after`.
async::Task<std::vector<CreationTemplateRow>> list_creation_templates(sql::Transaction& tx,
                                                                      const model::RegistryId& registry,
                                                                      const std::string& after, std::size_t limit);

}  // namespace entrepot::meta
