#pragma once
// What both adapters do to bring a schema to its newest version. The stored version is one row, locked while a version
// is applied, so that two programs that start together do not race.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/database.h"

namespace entrepot::sql {

/// How an engine calls the column types that migrations are written with.
struct ColumnTypes {
  std::string_view id;
  std::string_view text;
  std::string_view integer;
  std::string_view blob;
};

/// Replaces {ID}, {TEXT}, {INT} and {BLOB}. Any other {WORD} is a mistake of the migration: kInternal.
Result<std::string> with_column_types(std::string_view statement, const ColumnTypes& types);

/// A transaction that can also change the schema.
class SchemaTransaction {
 public:
  virtual ~SchemaTransaction() = default;
  virtual Transaction& transaction() = 0;
  /// Runs one statement of a migration, already in the engine's types.
  virtual async::Task<void> change(std::string statement) = 0;
  virtual const ColumnTypes& types() const = 0;
};

enum class MigrationStep : std::uint8_t { kUpToDate, kAppliedOne };

/// Makes the version row if need be. Run it in a transaction of its own, before the first migrate_one().
async::Task<void> make_version_row(SchemaTransaction& schema);

/// Applies the next version, if there is one, inside the given transaction. kUnavailable when the stored version is
/// newer than `versions`.
async::Task<MigrationStep> migrate_one(SchemaTransaction& schema, std::span<const std::vector<std::string>> versions);

}  // namespace entrepot::sql
