// What only files have: nothing readable on the disk, nonces, threads, memory.

#include "blob/fs/fs_blob_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <fstream>
#include <future>
#include <iterator>
#include <latch>
#include <map>

#include "blob/chunk_format.h"
#include "blob/fs/file_io.h"
#include "tests/support/blob_driver.h"
#include "tests/support/temporary_folder.h"

namespace entrepot::blob {
namespace {

using namespace tests;  // NOLINT: the driver's words
using testing::IsEmpty;

class FsBlobStoreTest : public testing::Test {
 protected:
  std::unique_ptr<BlobStore> open(FsOptions options = {}) {
    options.root = folder_.path() / "store";
    return must(open_fs(options, pool_, metrics_));
  }
  static Content load(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::filesystem::path upload_file(const std::string& id) const { return folder_.path() / "store" / "uploads" / id; }

  const TemporaryFolder folder_;
  boost::asio::io_context context_{1};  // outlives the pool, whose threads hand over results to it
  observe::Metrics metrics_;
  async::BlockingPool pool_{{.threads = 4, .max_queued = 4096}};
  const DataKey key_ = data_key();
};

TEST_F(FsBlobStoreTest, NothingReadableIsOnTheDisk) {
  const auto store = open();
  const std::string marker = "this-is-a-marker-that-must-not-be-seen";
  Content bytes;
  while (bytes.size() < 1'000'000) bytes.insert(bytes.end(), marker.begin(), marker.end());
  const std::string id = crypto::random_uuid();
  const auto sink = must(run(store->begin(id, key_)));
  write(*sink, std::span(bytes).first(700'001));
  const Checkpoint saved = must(run(sink->checkpoint()));
  const auto hides_marker = [&](const Content& stored) {
    return std::search(stored.begin(), stored.end(), marker.begin(), marker.end()) == stored.end();
  };
  EXPECT_TRUE(hides_marker(load(upload_file(id))));
  EXPECT_TRUE(hides_marker(saved.state)) << "the unfinished chunk is sealed as well";
  write(*sink, std::span(bytes).subspan(700'001));
  const Stored stored = must(run(sink->finish(digest_of(bytes), kDomain)));

  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    if (!entry.is_regular_file()) continue;
    ++files;
    EXPECT_TRUE(hides_marker(load(entry.path()))) << entry.path();
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms(077), std::filesystem::perms::none);
  }
  EXPECT_EQ(files, 1u);
  EXPECT_TRUE(read(*store, stored, key_).bytes == bytes);
}

/// Remembers which bytes were sealed under which nonce.
class NonceLedger {
 public:
  void look(const Content& file) {
    for (std::uint64_t index = 0; chunk_offset(index + 1) <= file.size(); ++index) {
      const auto chunk = std::span(file).subspan(chunk_offset(index), kSealedChunk);
      const std::string nonce = hex_encode(chunk.first(kSessionSize)) + ":" + std::to_string(index);
      const std::string sealed(as_text(chunk.subspan(kSessionSize)));
      const auto [at, is_new] = sealed_.try_emplace(nonce, sealed);
      EXPECT_TRUE(is_new || at->second == sealed) << "nonce " << nonce << " was used for two chunks";
    }
  }
  std::size_t size() const { return sealed_.size(); }

 private:
  std::map<std::string, std::string> sealed_;
};

TEST_F(FsBlobStoreTest, NoNonceIsUsedTwiceOverManyResumes) {
  const auto store = open();
  const std::string id = crypto::random_uuid();
  NonceLedger ledger;
  auto sink = must(run(store->begin(id, key_)));
  write(*sink, content(300'000));
  Checkpoint saved = must(run(sink->checkpoint()));
  for (std::uint64_t round = 1; round <= 5; ++round) {
    // Other bytes each time, beyond the checkpoint: lost, as in a crash.
    write(*sink, content(1'200'000, round));
    (void)must(run(sink->checkpoint()));
    ledger.look(load(upload_file(id)));
    sink = must(run(store->resume(id, key_, saved)));
    EXPECT_EQ(std::filesystem::file_size(upload_file(id)), chunk_offset(saved.offset / kChunk));
    if (round == 3) {
      write(*sink, content(100'000, 50));
      saved = must(run(sink->checkpoint()));
      ledger.look(load(upload_file(id)));
    }
  }
  EXPECT_GT(ledger.size(), 5 * 17u) << "the test saw the chunks that were written again";
}

TEST_F(FsBlobStoreTest, AnUploadIsNotContinuedWithTheStateOfAnother) {
  const auto store = open();
  const std::string id = crypto::random_uuid();
  const std::string other = crypto::random_uuid();
  const auto sink = must(run(store->begin(id, key_)));
  const auto other_sink = must(run(store->begin(other, key_)));
  write(*sink, content(100'000));
  write(*other_sink, content(100'000));
  const Checkpoint saved = must(run(sink->checkpoint()));
  (void)must(run(other_sink->checkpoint()));
  EXPECT_EQ(kind_of(run(store->resume(other, key_, saved))), ErrorKind::kCorrupt);
}

TEST_F(FsBlobStoreTest, LargeUploadsGoOnInTheMiddleOfABlockOfTheDisk) {
  for (const std::uint64_t direct_after : {std::uint64_t{0}, std::uint64_t{1'000'000}, ~std::uint64_t{0}}) {
    const auto store = open({.direct_after = direct_after});
    const Content bytes = content(3'000'000, direct_after);
    const std::string id = crypto::random_uuid();
    auto sink = must(run(store->begin(id, key_)));
    std::size_t at = 0;
    for (const std::size_t until : {70'000, 800'000, 1'500'000, 1'500'001, 2'900'000}) {
      write(*sink, std::span(bytes).subspan(at, until - at));
      const Checkpoint saved = must(run(sink->checkpoint()));
      sink = must(run(store->resume(id, key_, saved)));
      at = until;
    }
    write(*sink, std::span(bytes).subspan(at));
    const Stored stored = must(run(sink->finish(digest_of(bytes), kDomain)));
    EXPECT_EQ(std::filesystem::file_size(folder_.path() / "store" / "blobs" / stored.key.text),
              object_size(bytes.size()));
    EXPECT_TRUE(read(*store, stored, key_).bytes == bytes);
  }
}

TEST_F(FsBlobStoreTest, ASmallUploadTouchesTheDiskOnlyWhenItIsFinished) {
  const auto store = open();
  const auto sink = must(run(store->begin(crypto::random_uuid(), key_)));
  write(*sink, content(10'000));
  EXPECT_THAT(must(run(store->uploads())), IsEmpty());
  must(run(sink->finish(digest_of(content(10'000)), kDomain)));
  EXPECT_THAT(must(run(store->uploads())), IsEmpty());
}

TEST_F(FsBlobStoreTest, AnUploadThatRestsHoldsNoDescriptor) {
  const auto count = [] {
    const std::filesystem::directory_iterator open_files("/proc/self/fd");
    return std::distance(begin(open_files), end(open_files));
  };
  const auto store = open({.direct_after = 0});
  const auto before = count();
  std::vector<std::unique_ptr<UploadSink>> sinks;
  for (int i = 0; i < 5; ++i) {
    sinks.push_back(must(run(store->begin(crypto::random_uuid(), key_))));
    write(*sinks.back(), content(1'000'000));
    must(run(sinks.back()->checkpoint()));
  }
  EXPECT_EQ(count(), before);
}

TEST_F(FsBlobStoreTest, StrangeFilesAreNotListed) {
  const auto store = open();
  const Stored stored = put(*store, key_, content(1));
  const auto root = folder_.path() / "store";
  std::ofstream(root / "uploads" / "README") << "x";
  std::ofstream(root / "blobs" / "README") << "x";
  std::ofstream(root / "blobs" / (stored.key.text + ".bak")) << "x";
  std::filesystem::create_directories(root / "blobs" / ".." / "blobs" / "lost+found" / "aa");
  EXPECT_THAT(keys(*store), testing::ElementsAre(stored.key.text));
  EXPECT_THAT(must(run(store->uploads())), IsEmpty());
}

TEST_F(FsBlobStoreTest, ARefusedFolderIsAnErrorWithoutItsPathInTheMessage) {
  std::ofstream(folder_.path() / "file") << "not a folder";
  const auto made = open_fs({.root = folder_.path() / "file"}, pool_, metrics_);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind(), ErrorKind::kUnavailable);
  EXPECT_THAT(std::string(made.error().message()), testing::Not(testing::HasSubstr("/")));
}

TEST_F(FsBlobStoreTest, SourcesAndSinksMayGoWhileThePoolWorksForThem) {
  auto store = open({.cache_bytes = 0});
  const Content bytes = content(3'000'000);
  const Stored stored = put(*store, key_, bytes);
  for (int i = 0; i < 50; ++i) {
    auto source = must(run(store->open(stored.key, key_, stored.size, {0, stored.size})));
    if (i % 2 == 0) (void)must(run(source->next()));
    const auto sink = must(run(store->begin(crypto::random_uuid(), key_)));
    must(run(sink->write(bytes)));
  }
  auto source = must(run(store->open(stored.key, key_, stored.size, {0, stored.size})));
  store.reset();
  EXPECT_TRUE(read_all(*source).bytes == bytes) << "a source outlives its store";
}

TEST_F(FsBlobStoreTest, ReadersOfOneBlobShareItsSlices) {
  const auto store = open();
  const Stored stored = put(*store, key_, content(10 * 262144));
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(read(*store, stored, key_).failed);
  EXPECT_EQ(metrics_.counter("entrepot_blob_cache_misses_total", "").value(), 10u);
  EXPECT_EQ(metrics_.counter("entrepot_blob_cache_hits_total", "").value(), 40u);
  EXPECT_EQ(read(*store, stored, {.id = key_.id, .key = crypto::Key::random()}).failed, ErrorKind::kCorrupt)
      << "a wrong key finds nothing in the cache";
}

/// Occupies the threads of a pool until it is destroyed.
class BusyPool {
 public:
  BusyPool(async::BlockingPool& pool, int threads) : begun_(threads) {
    const std::shared_future<void> free = free_.get_future().share();
    for (int i = 0; i < threads; ++i) {
      boost::asio::post(pool.executor(), [this, free] {
        begun_.count_down();
        free.wait();
      });
    }
    begun_.wait();
  }
  ~BusyPool() { free_.set_value(); }

 private:
  std::latch begun_;
  std::promise<void> free_;
};

TEST_F(FsBlobStoreTest, AReaderWaitsForNoThreadWhenThePageCacheHasTheBytes) {
  const auto store = open({.cache_bytes = 0});
  const Content bytes = content(20 * 262144 + 5);
  const Stored stored = put(*store, key_, bytes);
  EXPECT_EQ(read(*store, stored, key_).bytes, bytes);  // now they are there, if the file system can tell
  const fs::UniqueFd fd(::open((folder_.path() / "store" / "blobs" / stored.key.text).c_str(), O_RDONLY | O_CLOEXEC));
  Content sealed(100'000);
  if (!fs::read_cached(fd.get(), 1'000'000, sealed)) GTEST_SKIP() << "this file system cannot read without waiting";

  const auto source = must(run(store->open(stored.key, key_, stored.size, {0, stored.size})));
  const BusyPool busy(pool_, 4);
  const ReadOut out = read_all(*source);
  EXPECT_FALSE(out.failed);
  EXPECT_EQ(out.bytes, bytes);
}

TEST_F(FsBlobStoreTest, ReadersOfOneBlobShareItsSlicesAlsoWithASmallCache) {
  constexpr int kSlices = 40;
  const auto store = open({.cache_bytes = 3 * 262144});
  const Content bytes = content(kSlices * 262144);
  const Stored stored = put(*store, key_, bytes);
  std::vector<std::unique_ptr<async::ByteSource>> sources;
  for (int i = 0; i < 3; ++i)
    sources.push_back(must(run(store->open(stored.key, key_, stored.size, {0, stored.size}))));
  for (int slice = 0; slice < kSlices; ++slice) {
    for (const auto& source : sources) EXPECT_EQ(must(run(source->next())).bytes.size(), 262144u);
  }
  EXPECT_LE(metrics_.counter("entrepot_blob_cache_misses_total", "").value(), kSlices + 4u);
}

double buffer_bytes(const observe::Metrics& metrics) {
  const std::string text = metrics.render();
  const auto at = text.find("\nentrepot_blob_buffer_bytes ");
  return at == text.npos ? 0 : std::stod(text.substr(at + 28));
}

struct Load {
  BlobStore& store;
  const observe::Metrics& metrics;
  DataKey key;
  Content bytes;
  double peak = 0;
  void sample() { peak = std::max(peak, buffer_bytes(metrics)); }
};

async::Task<void> push(Load& load) {
  ENTREPOT_CO_TRY(const auto sink, co_await load.store.begin(crypto::random_uuid(), load.key));
  for (int i = 0; i < 4; ++i) {
    ENTREPOT_CO_CHECK_OK(co_await sink->write(load.bytes));
    load.sample();
  }
  co_return Result<void>();
}

async::Task<void> pull(Load& load, Stored stored) {
  ENTREPOT_CO_TRY(const auto source, co_await load.store.open(stored.key, load.key, stored.size, {0, stored.size}));
  std::size_t got = 0;
  while (true) {
    const auto slice = co_await source->next();
    if (!slice) co_return fail(slice.error());
    load.sample();
    if (slice->bytes.empty()) break;
    got += slice->bytes.size();
  }
  if (got != stored.size) co_return fail(ErrorKind::kInternal, "short");
  co_return Result<void>();
}

TEST_F(FsBlobStoreTest, SixteenUploadsAndSixtyFourReadersStayWithinTheirMemory) {
  const auto store = open();
  Load load{.store = *store, .metrics = metrics_, .key = key_, .bytes = content(1'500'000)};
  std::vector<Stored> stored;
  for (int i = 0; i < 64; ++i) stored.push_back(put(*store, key_, load.bytes));

  int done = 0;
  const auto finished = [&](std::exception_ptr, Result<void> result) {
    must(std::move(result));
    ++done;
  };
  for (int i = 0; i < 16; ++i) boost::asio::co_spawn(context_, push(load), finished);
  for (const Stored& one : stored) boost::asio::co_spawn(context_, pull(load, one), finished);
  context_.run();

  EXPECT_EQ(done, 80);
  EXPECT_LT(load.peak, 100 * 1024.0 * 1024.0);
  EXPECT_GT(load.peak, 24 * 1024.0 * 1024.0) << "the gauge measures";
}

}  // namespace
}  // namespace entrepot::blob
