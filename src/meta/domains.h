#pragma once
// Encryption domains (what is encrypted alike is stored once) and their data keys, wrapped.

#include <optional>
#include <string>

#include "async/task.h"
#include "meta/ids.h"
#include "model/names.h"
#include "model/repository_settings.h"
#include "sql/database.h"

namespace entrepot::meta {

/// Makes the domain if it is not there. The account must exist.
async::Task<DomainKey> ensure_domain(sql::Transaction& tx, const model::RegistryId& registry,
                                     model::EncryptionType type, const std::string& kms_key);

struct DataKeyRow {
  DataKeyKey key{};
  DomainKey domain{};
  sql::Blob public_id;  ///< stands in each blob's header
  sql::Blob wrapped;
};

/// The one that new blobs are written with: the highest generation. nullopt: none was made yet.
async::Task<std::optional<DataKeyRow>> newest_data_key(sql::Transaction& tx, DomainKey domain);
async::Task<std::optional<DataKeyRow>> find_data_key(sql::Transaction& tx, DataKeyKey key);
/// False if the domain has that generation already: another writer was first.
async::Task<bool> insert_data_key(sql::Transaction& tx, const DataKeyRow& key, std::int64_t generation, SysTime now);

}  // namespace entrepot::meta
