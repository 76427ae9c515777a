#pragma once
// Settings that are one document each: of a registry (its policy, replication, scanning, ...) and of a repository (its
// policy, its lifecycle policy). What a document may say is for the caller to check before it is put.

#include <optional>
#include <string>
#include <string_view>

#include "async/task.h"
#include "meta/ids.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

struct Document {
  std::string text;
  SysTime updated_at;
  std::optional<SysTime> evaluated_at;  ///< of a repository's: when it last decided something
};

/// `kind` is stored as it is: "policy", "replication", "scanning", ...
async::Task<std::optional<Document>> find_document(sql::Transaction& tx, const model::RegistryId& registry,
                                                   std::string_view kind);
/// Replaces what is there.
async::Task<void> put_document(sql::Transaction& tx, const model::RegistryId& registry, std::string_view kind,
                               const std::string& text, SysTime now);
/// What was there.
async::Task<std::optional<Document>> delete_document(sql::Transaction& tx, const model::RegistryId& registry,
                                                     std::string_view kind);

async::Task<std::optional<Document>> find_document(sql::Transaction& tx, RepositoryKey repository,
                                                   std::string_view kind);
/// Replaces what is there; the new text has decided nothing yet.
async::Task<void> put_document(sql::Transaction& tx, RepositoryKey repository, std::string_view kind,
                               const std::string& text, SysTime now);
/// What was there.
async::Task<std::optional<Document>> delete_document(sql::Transaction& tx, RepositoryKey repository,
                                                     std::string_view kind);

}  // namespace entrepot::meta
