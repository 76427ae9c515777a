#include "registry/audit.h"

#include <charconv>

#include "meta/blobs.h"
#include "meta/collection.h"
#include "observe/log.h"
#include "registry/places.h"

namespace entrepot::registry {
namespace {

constexpr observe::Logger kLog{"registry.audit"};
constexpr std::size_t kRowsAtOnce = 4096;
/// A disaster that leaves more is for a person to look at; the next audit goes on.
constexpr std::size_t kMaxOrphans = 100'000;
constexpr std::chrono::hours kOrphanGrace{24};

std::uint64_t hash(const std::string& key) {
  return std::hash<std::string>{}(key);
}

/// Sorted. Two keys with one hash hide an orphan until the end of time, with a chance of one in 10^12 for a million
/// blobs.
async::Task<std::vector<std::uint64_t>> named_objects(Core::Impl& core) {
  std::vector<std::uint64_t> named;
  meta::BlobKey after{};
  for (;;) {
    ENTREPOT_CO_TRY(const auto rows, co_await core.database.read([&](sql::Transaction& tx) {
      return meta::list_objects(tx, after, kRowsAtOnce);
    }));
    for (const meta::BlobObject& row : rows) named.push_back(hash(row.object_key));
    if (rows.size() < kRowsAtOnce) break;
    after = rows.back().key;
  }
  std::ranges::sort(named);
  co_return named;
}

async::Task<bool> bury_unless_named(sql::Transaction& tx, const std::string& object, SysTime delete_after) {
  ENTREPOT_CO_TRY(const bool is_there, co_await is_named(tx, object));
  if (is_there) co_return false;
  ENTREPOT_CO_CHECK_OK(co_await meta::insert_tombstone(tx, object, delete_after));
  co_return true;
}

}  // namespace

async::Task<bool> is_named(sql::Transaction& tx, const std::string& object_key) {
  if (lies_in_archive(object_key)) co_return co_await meta::is_archived_object(tx, object_key);
  // "<domain>/<aa>/<algorithm>-<hex>.<generation>": the index is by domain and digest.
  std::int64_t domain = 0;
  const char* const end = object_key.data() + object_key.size();
  const auto number = std::from_chars(object_key.data(), end, domain);
  const std::size_t file = object_key.rfind('/') + 1;
  const std::size_t dot = object_key.rfind('.');
  if (number.ec != std::errc() || number.ptr == end || *number.ptr != '/' || dot == std::string::npos || dot < file) {
    co_return false;
  }
  std::string text = object_key.substr(file, dot - file);
  if (const std::size_t dash = text.find('-'); dash != std::string::npos) text[dash] = ':';
  const auto digest = Digest::parse(text);
  if (!digest) co_return false;
  co_return co_await meta::is_blob_object(tx, meta::DomainKey{domain}, *digest, object_key);
}

async::Task<std::size_t> bury_orphans(Core::Impl& core) {
  ENTREPOT_CO_TRY(const auto named, co_await named_objects(core));
  std::vector<std::string> suspects;
  ENTREPOT_CO_CHECK_OK(co_await list_objects(core, [&](const std::string& key) {
    if (suspects.size() < kMaxOrphans && !std::ranges::binary_search(named, hash(key))) suspects.push_back(key);
    return Result<void>{};
  }));
  // A suspect that is not buried got its row since the rows were read.
  std::size_t buried = 0;
  const SysTime delete_after = core.clock.now() + kOrphanGrace;
  for (const std::string& suspect : suspects) {
    ENTREPOT_CO_TRY(const bool is_orphan, co_await core.database.write([&](sql::Transaction& tx) {
      return bury_unless_named(tx, suspect, delete_after);
    }));
    if (is_orphan) ++buried;
  }
  if (buried != 0) kLog.warn("objects_without_row", {{"count", buried}});
  co_return buried;
}

}  // namespace entrepot::registry
