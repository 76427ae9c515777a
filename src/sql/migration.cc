#include "sql/migration.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace entrepot::sql {
namespace {

std::optional<std::string_view> type_named(std::string_view name, const ColumnTypes& types) {
  if (name == "ID") return types.id;
  if (name == "TEXT") return types.text;
  if (name == "INT") return types.integer;
  if (name == "BLOB") return types.blob;
  return std::nullopt;
}

/// {WORD}; other braces ('{}' as a default) are text.
bool looks_like_type(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Error newer_schema(std::int64_t stored, std::size_t known) {
  return Error(
      ErrorKind::kUnavailable,
      fmt::format("the stored schema has version {}, this program knows versions up to {}: it was written by a "
                  "newer program; run that one, or restore a backup made before the upgrade",
                  stored, known));
}

}  // namespace

Result<std::string> with_column_types(std::string_view statement, const ColumnTypes& types) {
  std::string out;
  out.reserve(statement.size() + 64);
  for (std::size_t at = 0; at < statement.size();) {
    const std::size_t open = statement.find('{', at);
    const std::size_t close = statement.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) return out.append(statement.substr(at));
    const std::string_view name = statement.substr(open + 1, close - open - 1);
    if (!looks_like_type(name)) {
      out.append(statement.substr(at, open + 1 - at));
      at = open + 1;
      continue;
    }
    const auto type = type_named(name, types);
    if (!type) {
      return fail(Error(ErrorKind::kInternal, "a migration is malformed")
                      .because(fmt::format("unknown column type in: {}", statement)));
    }
    out.append(statement.substr(at, open - at)).append(*type);
    at = close + 1;
  }
  return out;
}

async::Task<void> make_version_row(SchemaTransaction& schema) {
  auto table = with_column_types(
      "CREATE TABLE IF NOT EXISTS schema_version (one {INT} PRIMARY KEY CHECK (one = 1), version {INT} NOT NULL)",
      schema.types());
  if (!table) co_return std::unexpected(table.error());
  ENTREPOT_CO_CHECK_OK(co_await schema.change(std::move(*table)));
  ENTREPOT_CO_TRY([[maybe_unused]] const auto inserted,
                  co_await schema.transaction().execute(
                      {"INSERT INTO schema_version (one, version) VALUES (1, 0) ON CONFLICT (one) DO NOTHING"}));
  co_return Result<void>{};
}

async::Task<MigrationStep> migrate_one(SchemaTransaction& schema, std::span<const std::vector<std::string>> versions) {
  Transaction& transaction = schema.transaction();
  ENTREPOT_CO_TRY(const Rows rows,
                  co_await transaction.query({"SELECT version FROM schema_version WHERE one = 1 FOR UPDATE"}));
  const std::int64_t stored = rows.empty() ? -1 : rows[0].integer(0);
  if (stored < 0) co_return fail(ErrorKind::kCorrupt, "the stored schema version is missing");
  if (static_cast<std::uint64_t>(stored) > versions.size()) co_return fail(newer_schema(stored, versions.size()));
  if (static_cast<std::uint64_t>(stored) == versions.size()) co_return MigrationStep::kUpToDate;

  for (const std::string& statement : versions[static_cast<std::size_t>(stored)]) {
    auto text = with_column_types(statement, schema.types());
    if (!text) co_return std::unexpected(text.error());
    Result<void> changed = co_await schema.change(std::move(*text));
    if (!changed) {
      co_return fail(std::move(changed).error().within(fmt::format("migration to version {}", stored + 1)));
    }
  }
  ENTREPOT_CO_TRY(
      [[maybe_unused]] const auto updated,
      co_await transaction.execute({"UPDATE schema_version SET version = $1 WHERE one = 1"}, params(stored + 1)));
  co_return MigrationStep::kAppliedOne;
}

}  // namespace entrepot::sql
