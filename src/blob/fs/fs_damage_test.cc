// Whatever happens to the bytes on the disk, a reader gets what was written or kCorrupt: never anything else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "blob/chunk_format.h"
#include "blob/fs/fs_blob_store.h"
#include "tests/support/blob_driver.h"
#include "tests/support/temporary_folder.h"

namespace entrepot::blob {
namespace {

using namespace tests;  // NOLINT: the driver's words

class FsDamageTest : public testing::Test {
 protected:
  std::filesystem::path file_of(const Stored& stored) const { return folder_.path() / "blobs" / stored.key.text; }

  static Content load(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void save(const std::filesystem::path& file, const Content& bytes) {
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }

  /// Reads it whole, and in ranges; no byte that is handed out may be wrong, and the whole must fail.
  void expect_damaged(const Stored& stored, const Content& bytes, const std::string& what) {
    const ReadOut whole = read(*store_, stored, key_);
    EXPECT_EQ(whole.failed, ErrorKind::kCorrupt) << what;
    EXPECT_TRUE(whole.bytes.size() <= bytes.size() && std::equal(whole.bytes.begin(), whole.bytes.end(), bytes.begin()))
        << what;
    for (std::uint64_t from = 0; from < bytes.size(); from += 50'000) {
      const std::uint64_t size = std::min<std::uint64_t>(70'000, bytes.size() - from);
      const ReadOut range = read(*store_, stored, key_, {from, size});
      EXPECT_TRUE(range.failed || range.bytes.size() == size) << what;
      EXPECT_TRUE(std::equal(range.bytes.begin(), range.bytes.end(), bytes.begin() + static_cast<std::ptrdiff_t>(from)))
          << what;
    }
  }

  std::uint64_t corrupt_count() { return metrics_.counter("entrepot_blob_corrupt_chunks_total", "").value(); }

  const TemporaryFolder folder_;
  observe::Metrics metrics_;
  async::BlockingPool pool_{{.threads = 2, .max_queued = 100}};
  const DataKey key_ = data_key();
  // Without caches: each read must see the disk.
  std::unique_ptr<BlobStore> store_ =
      must(open_fs({.root = folder_.path(), .cache_bytes = 0, .open_files = 0}, pool_, metrics_));
};

constexpr std::size_t kSize = 5 * kChunk + 1000;  // two slices, the last chunk short

TEST_F(FsDamageTest, AFlippedByteAnywhereIsFound) {
  const Content bytes = content(kSize);
  const Stored stored = put(*store_, key_, bytes);
  const Content good = load(file_of(stored));
  ASSERT_EQ(good.size(), object_size(kSize));

  struct Spot {
    const char* region;
    std::uint64_t at;
  };
  std::vector<Spot> spots;
  for (std::uint64_t at = 0; at < kHeaderSize; ++at) spots.push_back({"header", at});
  for (const std::uint64_t chunk : {0, 3, 4, 5}) {
    const std::uint64_t begin = chunk_offset(chunk);
    const std::uint64_t size = chunk_size(chunk, kSize);
    for (std::uint64_t i = 0; i < kSessionSize; ++i) spots.push_back({"session", begin + i});
    for (const std::uint64_t i : {std::uint64_t{0}, size / 2, size - 1})
      spots.push_back({"ciphertext", begin + kSessionSize + i});
    for (std::uint64_t i = 0; i < crypto::kTagSize; ++i) spots.push_back({"tag", begin + kSessionSize + size + i});
  }
  for (const Spot& spot : spots) {
    Content bad = good;
    bad[spot.at] ^= 0x10;
    save(file_of(stored), bad);
    const ReadOut out = read(*store_, stored, key_);
    EXPECT_EQ(out.failed, ErrorKind::kCorrupt) << spot.region << " " << spot.at;
    EXPECT_TRUE(std::equal(out.bytes.begin(), out.bytes.end(), bytes.begin())) << spot.region << " " << spot.at;
  }
  save(file_of(stored), good);
  EXPECT_TRUE(read(*store_, stored, key_).bytes == bytes) << "the test itself breaks nothing";
}

TEST_F(FsDamageTest, DamageIsCountedAndOnlyHurtsWhoTouchesIt) {
  const Content bytes = content(kSize);
  const Stored stored = put(*store_, key_, bytes);
  Content bad = load(file_of(stored));
  bad[chunk_offset(2) + 100] ^= 1;
  save(file_of(stored), bad);

  expect_damaged(stored, bytes, "chunk 2");
  const std::uint64_t before = corrupt_count();
  EXPECT_GT(before, 0u);
  EXPECT_FALSE(read(*store_, stored, key_, {0, 2 * kChunk}).failed)
      << "a range decrypts only the chunks that it touches";
  EXPECT_FALSE(read(*store_, stored, key_, {3 * kChunk, bytes.size() - 3 * kChunk}).failed);
  EXPECT_EQ(corrupt_count(), before);
  EXPECT_EQ(read(*store_, stored, key_, {3 * kChunk - 1, 1}).failed, ErrorKind::kCorrupt);
  EXPECT_EQ(corrupt_count(), before + 1);
}

TEST_F(FsDamageTest, TruncationIsFoundAlsoAtTheEdgeOfAChunk) {
  for (const std::size_t size : {kSize, 4 * kChunk, std::size_t{0}}) {
    const Content bytes = content(size);
    Stored stored = put(*store_, key_, bytes);
    const Content good = load(file_of(stored));
    for (const std::uint64_t end : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{kHeaderSize}, chunk_offset(1),
                                    chunk_offset(4), good.size() - 1}) {
      if (end >= good.size()) continue;
      save(file_of(stored), Content(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(end)));
      expect_damaged(stored, bytes, "cut at " + std::to_string(end));
    }
    Content longer = good;
    longer.push_back(0);
    save(file_of(stored), longer);
    expect_damaged(stored, bytes, "one byte more");
  }
}

// Also if the size in the database were forged to fit: the last chunk says that it is the last.
TEST_F(FsDamageTest, TruncationIsFoundAlsoWithASizeThatFits) {
  const Content bytes = content(kSize);
  Stored stored = put(*store_, key_, bytes);
  const Content good = load(file_of(stored));
  for (const std::uint64_t chunks : {1, 2, 4, 5}) {
    Content cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(chunk_offset(chunks)));
    // As if the blob ended in an empty last chunk made of old bytes.
    cut.insert(cut.end(), good.end() - static_cast<std::ptrdiff_t>(kChunkOverhead), good.end());
    save(file_of(stored), cut);
    stored.size = chunks * kChunk;
    EXPECT_EQ(read(*store_, stored, key_).failed, ErrorKind::kCorrupt) << chunks;
  }
}

TEST_F(FsDamageTest, MovedChunksAreFound) {
  const Content bytes = content(kSize);
  const Stored stored = put(*store_, key_, bytes);
  const Content good = load(file_of(stored));
  const auto chunk = [](Content& file, std::uint64_t index) {
    return std::span(file).subspan(chunk_offset(index), kSealedChunk);
  };

  Content swapped = good;
  std::ranges::swap_ranges(chunk(swapped, 1), chunk(swapped, 2));
  save(file_of(stored), swapped);
  expect_damaged(stored, bytes, "two chunks swapped");

  Content doubled = good;
  std::ranges::copy(chunk(doubled, 1), chunk(doubled, 2).begin());
  save(file_of(stored), doubled);
  expect_damaged(stored, bytes, "a chunk doubled");
}

TEST_F(FsDamageTest, ChunksOfAnotherBlobAreFound) {
  const Content bytes = content(kSize);
  const Stored stored = put(*store_, key_, bytes);
  const Stored other = put(*store_, key_, bytes);  // the same content under the same data key
  const Content good = load(file_of(stored));
  Content theirs = load(file_of(other));

  Content mixed = good;
  std::ranges::copy(std::span(theirs).subspan(chunk_offset(1), kSealedChunk),
                    mixed.begin() + static_cast<std::ptrdiff_t>(chunk_offset(1)));
  save(file_of(stored), mixed);
  expect_damaged(stored, bytes, "chunk of another blob");

  mixed = good;
  std::ranges::copy(std::span(theirs).first(kHeaderSize), mixed.begin());
  save(file_of(stored), mixed);
  expect_damaged(stored, bytes, "header of another blob");
}

TEST_F(FsDamageTest, AWholeObjectInThePlaceOfAnotherIsFound) {
  const Content one = content(kSize);
  Content other = one;
  other[7] ^= 1;
  const Stored first = put(*store_, key_, one);
  const Stored second = put(*store_, key_, other);
  const Content first_file = load(file_of(first));
  save(file_of(first), load(file_of(second)));
  save(file_of(second), first_file);

  expect_damaged(first, one, "the second blob's file under the first one's name");
  expect_damaged(second, other, "the first blob's file under the second one's name");
}

TEST_F(FsDamageTest, ADamagedUploadIsNotContinued) {
  const std::string id = crypto::random_uuid();
  auto sink = must(run(store_->begin(id, key_)));
  write(*sink, content(300'000));
  const Checkpoint saved = must(run(sink->checkpoint()));
  sink.reset();
  const auto file = folder_.path() / "uploads" / id;
  const Content good = load(file);
  for (const std::uint64_t end :
       {std::uint64_t{0}, std::uint64_t{10}, std::uint64_t{kHeaderSize}, chunk_offset(4) - 1}) {
    save(file, Content(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(end)));
    EXPECT_EQ(kind_of(run(store_->resume(id, key_, saved))), ErrorKind::kCorrupt) << end;
  }
  for (std::size_t at = 0; at < kHeaderSize; ++at) {
    Content bad = good;
    bad[at] ^= 1;
    save(file, bad);
    EXPECT_EQ(kind_of(run(store_->resume(id, key_, saved))), ErrorKind::kCorrupt) << at;
  }
  save(file, good);
  EXPECT_TRUE(run(store_->resume(id, key_, saved)));
}

// With caches: what was read stays good, and a file that is put right is seen at once.
TEST_F(FsDamageTest, ARepairedFileIsReadAnew) {
  const auto cached = must(open_fs({.root = folder_.path()}, pool_, metrics_));
  const Content bytes = content(kSize);
  const Stored stored = put(*cached, key_, bytes);
  const Content good = load(file_of(stored));
  Content bad = good;
  bad[chunk_offset(5) + 20] ^= 1;
  std::filesystem::remove(file_of(stored));
  save(file_of(stored), bad);
  EXPECT_EQ(read(*cached, stored, key_).failed, ErrorKind::kCorrupt);

  std::filesystem::remove(file_of(stored));
  save(file_of(stored), good);
  EXPECT_TRUE(read(*cached, stored, key_).bytes == bytes);
}

}  // namespace
}  // namespace entrepot::blob
