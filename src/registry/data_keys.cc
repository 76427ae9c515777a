#include "registry/data_keys.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "crypto/aead.h"

namespace entrepot::registry {
namespace {

/// Bound into the seal: a wrapped key that is copied to another domain's row does not open.
std::string seal_context(meta::DomainKey domain, std::span<const std::uint8_t> public_id) {
  return fmt::format("data key {} of domain {}", hex_encode(public_id), static_cast<std::int64_t>(domain));
}

async::Task<std::optional<meta::DataKeyRow>> read_newest(sql::Database& database, meta::DomainKey domain) {
  co_return co_await database.read([&](sql::Transaction& tx) { return meta::newest_data_key(tx, domain); });
}

async::Task<std::optional<meta::DataKeyRow>> insert_first(sql::Transaction& tx, const meta::DataKeyRow& made,
                                                          SysTime now) {
  // Whoever is first wins; the other takes the winner's.
  ENTREPOT_CO_TRY([[maybe_unused]] const bool inserted, co_await meta::insert_data_key(tx, made, 1, now));
  co_return co_await meta::newest_data_key(tx, made.domain);
}

}  // namespace

Result<blob::DataKey> DataKeys::unwrap(const meta::DataKeyRow& row) const {
  blob::DataKey out;
  if (row.public_id.size() != out.id.size()) return fail(ErrorKind::kCorrupt, "a data key of this store is damaged");
  std::ranges::copy(row.public_id, out.id.begin());
  auto opened = crypto::open(wrapping_, seal_context(row.domain, row.public_id), row.wrapped);
  if (!opened || opened->size() != crypto::Key::kSize) {
    return fail(Error(ErrorKind::kCorrupt, "a data key of this store is damaged")
                    .because(fmt::format("data_key row {} does not open", static_cast<std::int64_t>(row.key))));
  }
  out.key = crypto::Key(std::span<const std::uint8_t, crypto::Key::kSize>(*opened));
  crypto::wipe(*opened);
  return out;
}

async::Task<meta::DataKeyRow> DataKeys::newest_or_made(meta::DomainKey domain) {
  ENTREPOT_CO_TRY(auto found, co_await read_newest(database_, domain));
  if (found) co_return std::move(*found);

  meta::DataKeyRow made{.key = {}, .domain = domain, .public_id = sql::Blob(16), .wrapped = {}};
  crypto::random_bytes(made.public_id);
  made.wrapped = crypto::seal(wrapping_, seal_context(domain, made.public_id), crypto::Key::random().bytes());
  const SysTime now = clock_.now();
  ENTREPOT_CO_TRY(auto stored,
                  co_await database_.write([&](sql::Transaction& tx) { return insert_first(tx, made, now); }));
  if (!stored) co_return fail(ErrorKind::kInternal, "a data key vanished");
  co_return std::move(*stored);
}

async::Task<DataKeys::Opened> DataKeys::for_writing(meta::DomainKey domain) {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = newest_.find(domain); found != newest_.end()) co_return found->second;
  }
  ENTREPOT_CO_TRY(const meta::DataKeyRow row, co_await newest_or_made(domain));
  ENTREPOT_CO_TRY(const blob::DataKey key, unwrap(row));
  const Opened opened{row.key, key};
  const std::scoped_lock lock(mutex_);
  newest_.insert_or_assign(domain, opened);
  by_key_.insert_or_assign(row.key, key);
  co_return opened;
}

async::Task<blob::DataKey> DataKeys::for_reading(meta::DataKeyKey key) {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end()) co_return found->second;
  }
  ENTREPOT_CO_TRY(const auto row,
                  co_await database_.read([&](sql::Transaction& tx) { return meta::find_data_key(tx, key); }));
  if (!row) co_return fail(ErrorKind::kCorrupt, "a data key of this store is missing");
  ENTREPOT_CO_TRY(const blob::DataKey opened, unwrap(*row));
  const std::scoped_lock lock(mutex_);
  by_key_.insert_or_assign(key, opened);
  co_return opened;
}

}  // namespace entrepot::registry
