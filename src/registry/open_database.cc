#include "registry/open_database.h"

#include "base/encoding.h"
#include "crypto/aead.h"
#include "meta/accounts.h"
#include "meta/schema.h"

namespace entrepot::registry {
namespace {

constexpr std::string_view kCheckText = "entrepot";
constexpr std::string_view kCheckContext = "store check";

Error wrong_root_key() {
  return {ErrorKind::kUnavailable,
          "this data was made with another root key: start with the root key file that belongs to this data folder (a "
          "backup of it, if it was lost); without it the data cannot be read"};
}

Error check_is_missing() {
  return {
      ErrorKind::kUnavailable,
      "this store holds data but not the value that tells its root key: it was changed or restored in part; restore "
      "the whole of a backup"};
}

/// Stores the check at the first open; compares it at every other.
async::Task<void> check_root_key(sql::Transaction& tx, const crypto::Key& key, const sql::Blob& fresh) {
  ENTREPOT_CO_TRY(const auto stored, co_await meta::find_store_check(tx));
  if (stored) {
    const auto opened = crypto::open(key, kCheckContext, *stored);
    if (!opened || as_text(*opened) != kCheckText) co_return fail(wrong_root_key());
    co_return Result<void>{};
  }
  ENTREPOT_CO_TRY(const bool has_data, co_await meta::holds_sealed_values(tx));
  if (has_data) co_return fail(check_is_missing());
  co_return co_await meta::insert_store_check(tx, fresh);
}

}  // namespace

async::Task<void> open_database(sql::Database& database, const kms::RootKey& root) {
  ENTREPOT_CO_CHECK_OK(co_await database.migrate(meta::schema_versions()));
  const crypto::Key key = root.derive("check");
  const sql::Blob fresh = crypto::seal(key, kCheckContext, as_bytes(kCheckText));
  co_return co_await database.write([&](sql::Transaction& tx) { return check_root_key(tx, key, fresh); });
}

}  // namespace entrepot::registry
