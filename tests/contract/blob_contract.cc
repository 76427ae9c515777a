#include "tests/contract/blob_contract.h"

#include <gmock/gmock.h>

namespace entrepot::blob::contract {

using namespace tests;  // NOLINT: the driver's words
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::string engine_name(const testing::TestParamInfo<Engine>& info) {
  return info.param.name;
}
void PrintTo(const Engine& engine, std::ostream* out) {
  *out << engine.name;
}

void BlobContract::SetUp() {
  place_ = GetParam().make();
  store_ = place_->open();
}

void BlobContract::reopen() {
  store_.reset();
  store_ = place_->open();
}

TEST_P(BlobContract, GivesBackWhatWasWritten) {
  for (const std::size_t size :
       {0, 1, 1000, 65535, 65536, 65537, 131072, 262143, 262144, 262145, 524288, 3 * 1048576 + 7}) {
    const Content bytes = content(size, size);
    const Stored stored = put(store(), key_, bytes);
    EXPECT_EQ(stored.size, size);
    EXPECT_EQ(stored.digest, digest_of(bytes));
    for (const char* when : {"first", "again"}) {
      const ReadOut out = read(store(), stored, key_);
      EXPECT_FALSE(out.failed) << size << " " << when;
      EXPECT_EQ(out.bytes == bytes, true) << size << " " << when;
    }
    reopen();
    EXPECT_TRUE(read(store(), stored, key_).bytes == bytes) << size << " after opening the store again";
  }
}

TEST_P(BlobContract, ReadsAnyRange) {
  const Content bytes = content(3 * 262144 + 65536 + 17);
  const Stored stored = put(store(), key_, bytes);
  std::vector<std::uint64_t> edges;
  for (const std::uint64_t edge : {0, 65536, 131072, 262144, 524288, 786432, 786432 + 65536}) {
    for (const std::uint64_t at : {edge - 1, edge, edge + 1}) {
      if (at <= bytes.size()) edges.push_back(at);
    }
  }
  edges.push_back(bytes.size() - 1);
  edges.push_back(bytes.size());
  for (const std::uint64_t from : edges) {
    for (const std::uint64_t until : edges) {
      if (until < from) continue;
      const ReadOut out = read(store(), stored, key_, {from, until - from});
      ASSERT_FALSE(out.failed) << from << " to " << until;
      const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(from);
      ASSERT_TRUE(std::ranges::equal(out.bytes, std::span(at, until - from))) << from << " to " << until;
    }
  }
}

TEST_P(BlobContract, RefusesARangeBeyondTheEnd) {
  const Stored stored = put(store(), key_, content(100));
  for (const ByteRange range :
       {ByteRange{101, 0}, ByteRange{0, 101}, ByteRange{50, 51}, ByteRange{~0ull, 2}, ByteRange{1, ~0ull}}) {
    EXPECT_EQ(kind_of(run(store().open(stored.key, key_, stored.size, range))), ErrorKind::kRangeNotSatisfiable);
  }
}

TEST_P(BlobContract, SlicesMayOutliveTheSourceIfTheyHaveAnOwner) {
  const Content bytes = content(700'000);
  const Stored stored = put(store(), key_, bytes);
  auto source = must(run(store().open(stored.key, key_, stored.size, {0, stored.size})));
  const async::Slice slice = must(run(source->next()));
  source.reset();
  if (slice.owner) EXPECT_TRUE(std::ranges::equal(slice.bytes, std::span(bytes).first(slice.bytes.size())));
}

TEST_P(BlobContract, ManyReadersGetTheSameBytes) {
  const Content bytes = content(2'000'003);
  const Stored stored = put(store(), key_, bytes);
  std::vector<std::unique_ptr<async::ByteSource>> sources;
  for (int i = 0; i < 8; ++i)
    sources.push_back(must(run(store().open(stored.key, key_, stored.size, {0, stored.size}))));
  std::vector<Content> got(sources.size());
  for (std::size_t open = sources.size(); open > 0;) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (!sources[i]) continue;
      const auto slice = must(run(sources[i]->next()));
      got[i].insert(got[i].end(), slice.bytes.begin(), slice.bytes.end());
      if (slice.bytes.empty()) {
        sources[i].reset();
        --open;
      }
    }
  }
  for (const Content& one : got) EXPECT_TRUE(one == bytes);
}

TEST_P(BlobContract, TheSameContentTwiceIsTwoObjects) {
  const Content bytes = content(10);
  const Stored first = put(store(), key_, bytes);
  const Stored second = put(store(), key_, bytes);
  EXPECT_NE(first.key.text, second.key.text);
  must(run(store().remove(first.key)));
  EXPECT_TRUE(read(store(), second, key_).bytes == bytes) << "a late removal never hits a later upload";
}

TEST_P(BlobContract, RemovedIsNotFoundAndRemovingAgainSucceeds) {
  const Stored stored = put(store(), key_, content(5));
  EXPECT_FALSE(read(store(), stored, key_).failed);
  must(run(store().remove(stored.key)));
  EXPECT_EQ(read(store(), stored, key_).failed, ErrorKind::kBlobNotFound);
  must(run(store().remove(stored.key)));
  EXPECT_THAT(keys(store()), IsEmpty());
}

TEST_P(BlobContract, ListsEveryObject) {
  EXPECT_THAT(keys(store()), IsEmpty());
  const Stored a = put(store(), key_, content(1));
  const Stored b = put(store(), key_, content(70'000), DigestAlgorithm::kSha512);
  const Stored c = put(store(), key_, content(3));
  EXPECT_THAT(keys(store()), UnorderedElementsAre(a.key.text, b.key.text, c.key.text));
  int seen = 0;
  const auto stopped = run(store().list([&](const ObjectKey&) -> Result<void> {
    ++seen;
    return fail(ErrorKind::kTimeout, "enough");
  }));
  EXPECT_EQ(kind_of(stopped), ErrorKind::kTimeout);
  EXPECT_EQ(seen, 1);
}

TEST_P(BlobContract, ObjectKeysHaveTheirForm) {
  const Content bytes = content(1);
  const Stored stored = put(store(), key_, bytes);
  const std::string hex(digest_of(bytes).hex());
  EXPECT_THAT(stored.key.text,
              testing::MatchesRegex("domain-1/" + hex.substr(0, 2) + "/sha256-" + hex + "\\.[0-9a-f]{32}"));
}

TEST_P(BlobContract, RefusesKeysThatNoStoreMade) {
  const Stored stored = put(store(), key_, content(1));
  for (const std::string& text :
       {std::string(), std::string("../etc/passwd"), "../" + stored.key.text, "/" + stored.key.text,
        stored.key.text + "x", stored.key.text + std::string(1, '\0'), stored.key.text.substr(1, 9)}) {
    EXPECT_EQ(kind_of(run(store().open({text}, key_, 1, {0, 1}))), ErrorKind::kCorrupt) << text;
    EXPECT_EQ(kind_of(run(store().remove({text}))), ErrorKind::kCorrupt) << text;
  }
}

TEST_P(BlobContract, AWrongSizeOrKeyIsCorrupt) {
  Stored stored = put(store(), key_, content(100));
  EXPECT_EQ(read(store(), stored, data_key()).failed, ErrorKind::kCorrupt);
  stored.size = 99;
  EXPECT_EQ(read(store(), stored, key_).failed, ErrorKind::kCorrupt);
}

}  // namespace entrepot::blob::contract
