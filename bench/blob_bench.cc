// How fast blobs go to the disk, durably, and come back, verified. Bytes come from and go to memory: no network.
//
//   cmake --preset bench && cmake --build --preset bench --target blob_bench
//   ENTREPOT_BENCH_DIR=/var/tmp build/bench/bench/blob_bench

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "async/run_blocking.h"
#include "base/encoding.h"
#include "blob/fs/fs_blob_store.h"
#include "crypto/hash.h"

namespace entrepot::blob {
namespace {

constexpr std::size_t kStep = 256_KiB;  // what a request body hands over at once
constexpr std::uint64_t kNever = ~0ull;

template <class T>
T must(Result<T> result) {
  if (!result) {
    std::fputs(fmt::format("{} {}\n", result.error().message(), result.error().detail()).c_str(), stderr);
    std::abort();
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class Place {
 public:
  explicit Place(FsOptions options) {
    const char* const folder = std::getenv("ENTREPOT_BENCH_DIR");
    std::string name = std::string(folder != nullptr ? folder : "/tmp") + "/entrepot-bench-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    root_ = name;
    options.root = root_;
    store_ = must(open_fs(options, pool_, metrics_));
    crypto::random_bytes(key_.id);
  }
  ~Place() {
    store_.reset();
    std::filesystem::remove_all(root_);
  }
  BlobStore& store() { return *store_; }
  const DataKey& key() const { return key_; }
  const std::filesystem::path& root() const { return root_; }

  /// Runs `count` tasks at the same time on one thread.
  template <class Make>
  void at_once(int count, Make make) {
    for (int i = 0; i < count; ++i) {
      boost::asio::co_spawn(context_, make(i), [](std::exception_ptr, Result<void> done) { must(std::move(done)); });
    }
    context_.restart();
    context_.run();
  }

 private:
  std::filesystem::path root_;
  boost::asio::io_context context_{1};  // outlives the pool, whose threads hand over results to it
  observe::Metrics metrics_;
  async::BlockingPool pool_{{.threads = 4, .max_queued = 4096}};
  DataKey key_{.key = crypto::Key::random()};
  std::unique_ptr<BlobStore> store_;
};

const std::vector<std::uint8_t>& bytes() {
  static const std::vector<std::uint8_t> out = [] {
    std::vector<std::uint8_t> made(64_MiB);
    crypto::random_bytes(made);
    return made;
  }();
  return out;
}

Digest digest_of_first(std::uint64_t size) {
  crypto::Hasher hasher(DigestAlgorithm::kSha256);
  for (std::uint64_t at = 0; at < size; at += bytes().size()) {
    hasher.update(std::span(bytes()).first(std::min<std::uint64_t>(bytes().size(), size - at)));
  }
  return hasher.finish();
}

async::Task<Stored> push(Place& place, std::uint64_t size, Digest digest) {
  ENTREPOT_CO_TRY(const auto sink, co_await place.store().begin(crypto::random_uuid(), place.key()));
  for (std::uint64_t at = 0; at < size; at += kStep) {
    const auto step = std::span(bytes()).subspan(at % bytes().size(), std::min<std::uint64_t>(kStep, size - at));
    ENTREPOT_CO_CHECK_OK(co_await sink->write(step));
  }
  co_return co_await sink->finish(digest, "bench");
}

async::Task<std::uint64_t> pull(Place& place, Stored stored) {
  ENTREPOT_CO_TRY(const auto source,
                  co_await place.store().open(stored.key, place.key(), stored.size, {0, stored.size}));
  std::uint64_t got = 0;
  while (true) {
    ENTREPOT_CO_TRY(const auto slice, co_await source->next());
    if (slice.bytes.empty()) co_return got;
    got += slice.bytes.size();
  }
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](timeval t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

async::Task<void> push_one(Place& place, std::uint64_t size, Digest digest, std::optional<Stored>& out) {
  ENTREPOT_CO_TRY(out, co_await push(place, size, digest));
  co_return Result<void>();
}

async::Task<void> pull_one(Place& place, Stored stored) {
  ENTREPOT_CO_TRY(const auto got, co_await pull(place, stored));
  if (got != stored.size) std::abort();
  co_return Result<void>();
}

void report(benchmark::State& state, double cpu, std::uint64_t total) {
  state.SetBytesProcessed(static_cast<std::int64_t>(total));
  state.counters["cpu_s_per_GB"] = cpu / (static_cast<double>(total) / 1e9);
}

/// size in MiB, uploads at once, 1 = past the page cache.
void Write(benchmark::State& state) {
  const std::uint64_t size = static_cast<std::uint64_t>(state.range(0)) << 20;
  const int count = static_cast<int>(state.range(1));
  Place place({.direct_after = state.range(2) != 0 ? 4_MiB : kNever});
  const Digest digest = digest_of_first(size);
  std::uint64_t total = 0;
  double cpu = 0;
  for (auto _ : state) {
    std::vector<std::optional<Stored>> stored(static_cast<std::size_t>(count));
    const double before = cpu_seconds();
    place.at_once(count, [&](int i) { return push_one(place, size, digest, stored[static_cast<std::size_t>(i)]); });
    cpu += cpu_seconds() - before;
    total += size * static_cast<std::uint64_t>(count);
    state.PauseTiming();
    for (const auto& one : stored) must(async::run_blocking(place.store().remove(one->key)));
    state.ResumeTiming();
  }
  report(state, cpu, total);
}
BENCHMARK(Write)
    ->ArgNames({"MiB", "uploads", "direct"})
    ->Args({1024, 1, 1})
    ->Args({1024, 1, 0})
    ->Args({256, 4, 1})
    ->Args({256, 4, 0})
    ->Args({3, 1, 1})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// Size in bytes: one after the other, each durable before the next.
void WriteSmall(benchmark::State& state) {
  const std::uint64_t size = static_cast<std::uint64_t>(state.range(0));
  const int count = static_cast<int>(state.range(1));
  Place place({});
  const Digest digest = digest_of_first(size);
  std::vector<std::optional<Stored>> stored(static_cast<std::size_t>(count));
  for (auto _ : state) {
    place.at_once(count, [&](int i) { return push_one(place, size, digest, stored[static_cast<std::size_t>(i)]); });
  }
  state.SetItemsProcessed(state.iterations() * count);
}
BENCHMARK(WriteSmall)
    ->ArgNames({"bytes", "uploads"})
    ->Args({4096, 1})
    ->Args({4096, 16})
    ->Args({60'000, 1})
    ->UseRealTime();

/// size in MiB, readers at once, cache in MiB. The file is in the page cache.
void Read(benchmark::State& state) {
  const std::uint64_t size = static_cast<std::uint64_t>(state.range(0)) << 20;
  const int count = static_cast<int>(state.range(1));
  Place place({.cache_bytes = static_cast<std::size_t>(state.range(2)) << 20, .direct_after = kNever});
  const Stored stored = must(async::run_blocking(push(place, size, digest_of_first(size))));
  must(async::run_blocking(pull(place, stored)));
  std::uint64_t total = 0;
  const double before = cpu_seconds();
  for (auto _ : state) {
    place.at_once(count, [&](int) { return pull_one(place, stored); });
    total += size * static_cast<std::uint64_t>(count);
  }
  report(state, cpu_seconds() - before, total);
}
BENCHMARK(Read)
    ->ArgNames({"MiB", "readers", "cache"})
    ->Args({1024, 1, 0})
    ->Args({1024, 1, 24})
    ->Args({1024, 8, 0})
    ->Args({1024, 8, 24})
    ->Args({16, 1, 24})
    ->Args({16, 8, 24})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

/// The disk: what is in the page cache of the file is dropped before each read.
void ReadFromDisk(benchmark::State& state) {
  const std::uint64_t size = 1_GiB;
  Place place({});
  const Stored stored = must(async::run_blocking(push(place, size, digest_of_first(size))));
  const auto file = place.root() / "blobs" / stored.key.text;
  std::uint64_t total = 0;
  double cpu = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    ::close(fd);
    state.ResumeTiming();
    const double before = cpu_seconds();
    place.at_once(1, [&](int) { return pull_one(place, stored); });
    cpu += cpu_seconds() - before;
    total += size;
  }
  report(state, cpu, total);
}
BENCHMARK(ReadFromDisk)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Size in bytes: open and read the whole blob, hot.
void ReadSmall(benchmark::State& state) {
  const std::uint64_t size = static_cast<std::uint64_t>(state.range(0));
  Place place({.cache_bytes = static_cast<std::size_t>(state.range(1)) << 20,
               .open_files = state.range(1) != 0 ? std::size_t{64} : std::size_t{0}});
  const Stored stored = must(async::run_blocking(push(place, size, digest_of_first(size))));
  for (auto _ : state) must(async::run_blocking(pull(place, stored)));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ReadSmall)->ArgNames({"bytes", "cache"})->Args({4096, 0})->Args({4096, 24})->Args({60'000, 0})->UseRealTime();

}  // namespace
}  // namespace entrepot::blob
