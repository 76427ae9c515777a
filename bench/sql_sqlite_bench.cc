// The embedded metadata store: durable writes and point reads, as a registry does them.
//
//   cmake --preset bench && cmake --build --preset bench --target sql_sqlite_bench
//   TMPDIR=<a folder on the disk to be measured> ./build/bench/bench/sql_sqlite_bench

#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdlib>
#include <future>

#include "async/run_blocking.h"
#include "sql/sqlite/sqlite_database.h"

namespace entrepot::sql {
namespace {

constexpr std::int64_t kRows = 100'000;
constexpr int kWritesPerTask = 200;

const std::vector<std::vector<std::string>> kVersions{
    {"CREATE TABLE image (repo_id {INT} NOT NULL, digest {TEXT} NOT NULL, manifest {BLOB} NOT NULL, pushed_at {INT} "
     "NOT "
     "NULL, PRIMARY KEY (repo_id, digest))",
     "CREATE TABLE tag (repo_id {INT} NOT NULL, name {TEXT} NOT NULL, digest {TEXT} NOT NULL, PRIMARY KEY (repo_id, "
     "name))"}};

std::string digest_of(std::int64_t n) {
  std::string digest = "sha256:" + std::string(64, '0');
  std::string tail = std::to_string(n * 2654435761 % 1'000'000'007) + std::to_string(n);
  return digest.replace(digest.size() - tail.size(), tail.size(), tail);
}

async::Task<void> put_image(Transaction& t, std::int64_t n) {
  const std::string digest = digest_of(n);
  ENTREPOT_CO_TRY(
      [[maybe_unused]] const auto image,
      co_await t.execute({"INSERT INTO image (repo_id, digest, manifest, pushed_at) VALUES ($1, $2, $3, $4) ON "
                          "CONFLICT (repo_id, digest) DO NOTHING"},
                         params(n % 100, digest, Blob(1000, 7), n)));
  ENTREPOT_CO_TRY(
      [[maybe_unused]] const auto tag,
      co_await t.execute({"INSERT INTO tag (repo_id, name, digest) VALUES ($1, $2, $3) ON CONFLICT (repo_id, "
                          "name) DO UPDATE SET digest = excluded.digest"},
                         params(n % 100, "v" + std::to_string(n), digest)));
  co_return Result<void>{};
}

async::Task<void> fill(Transaction& t) {
  for (std::int64_t n = 0; n < kRows; ++n) ENTREPOT_CO_CHECK_OK(co_await put_image(t, n));
  co_return Result<void>{};
}

async::Task<std::size_t> manifest_by_tag(Transaction& t, std::int64_t n) {
  ENTREPOT_CO_TRY(const Rows rows,
                  co_await t.query({"SELECT image.manifest FROM tag JOIN image ON image.repo_id = tag.repo_id AND "
                                    "image.digest = tag.digest WHERE tag.repo_id = $1 AND tag.name = $2"},
                                   params(n % 100, "v" + std::to_string(n))));
  co_return rows.at(0).blob(0).size();
}

/// A database with kRows images in a folder of its own.
class Store {
 public:
  Store() {
    std::string name = (std::filesystem::temp_directory_path() / "entrepot-bench-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    database_ = open_sqlite({.file = folder_ / "metadata.db"}).value();
    if (!async::run_blocking(database_->migrate(kVersions)) || !async::run_blocking(database_->write(fill)))
      std::abort();
  }
  ~Store() {
    database_->close();
    std::filesystem::remove_all(folder_);
  }
  Database& database() { return *database_; }
  std::int64_t next = kRows;

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Database> database_;
};
Store& store() {
  static Store one;
  return one;
}

async::Task<void> put_images(Database& database, std::int64_t first) {
  for (std::int64_t n = first; n < first + kWritesPerTask; ++n) {
    ENTREPOT_CO_CHECK_OK(co_await database.write([n](Transaction& t) { return put_image(t, n); }));
  }
  co_return Result<void>{};
}

async::Task<void> read_manifests(Database& database, std::int64_t first, int count) {
  for (int i = 0; i < count; ++i) {
    const std::int64_t n = (first + i * 7919) % kRows;
    ENTREPOT_CO_TRY([[maybe_unused]] const std::size_t size,
                    co_await database.read([n](Transaction& t) { return manifest_by_tag(t, n); }));
  }
  co_return Result<void>{};
}

/// Runs `make(i)` for each of `count` tasks at once, on two threads.
template <class F>
void run_together(int count, F make) {
  static boost::asio::thread_pool threads(2);
  std::vector<std::future<void>> done;
  for (int i = 0; i < count; ++i) {
    auto ended = std::make_shared<std::promise<void>>();
    done.push_back(ended->get_future());
    boost::asio::co_spawn(threads, make(i), [ended](std::exception_ptr, Result<void> result) {
      if (!result) std::abort();
      ended->set_value();
    });
  }
  for (auto& each : done) each.get();
}

void durable_writes(benchmark::State& state) {
  const int writers = static_cast<int>(state.range(0));
  store();  // filled before the clock starts
  for (auto unused : state) {
    static_cast<void>(unused);
    const std::int64_t first = store().next;
    store().next += writers * kWritesPerTask;
    run_together(writers, [&](int i) { return put_images(store().database(), first + i * kWritesPerTask); });
  }
  state.SetItemsProcessed(state.iterations() * writers * kWritesPerTask);
}
BENCHMARK(durable_writes)->Arg(1)->Arg(16)->Arg(64)->Unit(benchmark::kMillisecond)->UseRealTime();

void point_reads(benchmark::State& state) {
  const int readers = static_cast<int>(state.range(0));
  store();
  constexpr int kReads = 2000;
  for (auto unused : state) {
    static_cast<void>(unused);
    run_together(readers, [](int i) { return read_manifests(store().database(), i * 1013, kReads); });
  }
  state.SetItemsProcessed(state.iterations() * readers * kReads);
}
BENCHMARK(point_reads)->Arg(1)->Arg(4)->Arg(16)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace entrepot::sql
