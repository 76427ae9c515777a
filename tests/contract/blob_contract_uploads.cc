#include <gmock/gmock.h>

#include "tests/contract/blob_contract.h"

namespace entrepot::blob::contract {
namespace {

using namespace tests;  // NOLINT: the driver's words
using testing::Contains;
using testing::IsEmpty;
using testing::Not;

std::span<const std::uint8_t> part(const Content& bytes, std::size_t from, std::size_t until) {
  return std::span(bytes).subspan(from, until - from);
}

TEST_P(BlobContract, AWrongDigestKeepsNothing) {
  for (const std::size_t size : {0, 10, 700'000}) {
    for (const auto algorithm : {DigestAlgorithm::kSha256, DigestAlgorithm::kSha512}) {
      const std::string id = crypto::random_uuid();
      const auto sink = must(run(store().begin(id, key_)));
      write(*sink, content(size));
      const auto done = run(sink->finish(digest_of(content(size + 1), algorithm), kDomain));
      EXPECT_EQ(kind_of(done), ErrorKind::kLayerDigestMismatch);
      EXPECT_THAT(must(run(store().uploads())), Not(Contains(id)));
      EXPECT_THAT(keys(store()), IsEmpty());
    }
  }
}

TEST_P(BlobContract, TakesSha512) {
  for (const std::size_t size : {0, 1, 65536, 262144 * 33 + 5}) {
    const Content bytes = content(size);
    const Stored stored = put(store(), key_, bytes, DigestAlgorithm::kSha512);
    EXPECT_EQ(stored.digest, digest_of(bytes, DigestAlgorithm::kSha512));
    EXPECT_TRUE(read(store(), stored, key_).bytes == bytes);
  }
}

TEST_P(BlobContract, TheSizesOfWritesDoNotMatter) {
  const Content bytes = content(1'200'000);
  for (const std::size_t step : {7'777, 65'536, 524'288, 1'200'000}) {
    const auto sink = must(run(store().begin(crypto::random_uuid(), key_)));
    write(*sink, bytes, step);
    must(run(sink->write({})));
    EXPECT_EQ(sink->offset(), bytes.size());
    const Stored stored = must(run(sink->finish(digest_of(bytes), kDomain)));
    EXPECT_TRUE(read(store(), stored, key_).bytes == bytes) << step;
  }
}

TEST_P(BlobContract, ResumesFromACheckpointAnywhere) {
  const Content bytes = content(1'100'000);
  for (const std::size_t at : {0, 1, 65535, 65536, 65537, 200'000, 262144, 524288, 1'000'000, 1'100'000}) {
    const std::string id = crypto::random_uuid();
    auto sink = must(run(store().begin(id, key_)));
    write(*sink, part(bytes, 0, at));
    const Checkpoint saved = must(run(sink->checkpoint()));
    EXPECT_EQ(saved.offset, at);
    EXPECT_THAT(must(run(store().uploads())), Contains(id));
    sink.reset();
    reopen();

    sink = must(run(store().resume(id, key_, saved)));
    EXPECT_EQ(sink->offset(), at);
    write(*sink, part(bytes, at, bytes.size()));
    const Stored stored = must(run(sink->finish(digest_of(bytes), kDomain)));
    EXPECT_EQ(stored.size, bytes.size());
    EXPECT_TRUE(read(store(), stored, key_).bytes == bytes) << at;
    EXPECT_THAT(must(run(store().uploads())), Not(Contains(id)));
  }
}

TEST_P(BlobContract, GoesOnAfterACheckpointWithoutResuming) {
  const Content bytes = content(900'001);
  const auto sink = must(run(store().begin(crypto::random_uuid(), key_)));
  std::size_t at = 0;
  for (const std::size_t until : {10, 65536, 300'000, 300'000, 800'000, 900'001}) {
    write(*sink, part(bytes, at, until));
    EXPECT_EQ(must(run(sink->checkpoint())).offset, until);
    at = until;
  }
  const Stored stored = must(run(sink->finish(digest_of(bytes), kDomain)));
  EXPECT_TRUE(read(store(), stored, key_).bytes == bytes);
}

TEST_P(BlobContract, ForgetsWhatWasWrittenAfterTheCheckpoint) {
  const Content bytes = content(2'000'000);
  const Content others = content(1'500'000, 99);
  for (const std::size_t at : {100'000, 1'000'000}) {
    const std::string id = crypto::random_uuid();
    auto sink = must(run(store().begin(id, key_)));
    write(*sink, part(bytes, 0, at));
    const Checkpoint saved = must(run(sink->checkpoint()));
    write(*sink, others);
    sink.reset();
    reopen();

    for (int again = 0; again < 2; ++again) {
      sink = must(run(store().resume(id, key_, saved)));
      write(*sink, part(others, 0, 700'000 + 1'000 * again));
    }
    sink = must(run(store().resume(id, key_, saved)));
    write(*sink, part(bytes, at, bytes.size()));
    const Stored stored = must(run(sink->finish(digest_of(bytes), kDomain)));
    EXPECT_TRUE(read(store(), stored, key_).bytes == bytes) << at;
  }
}

TEST_P(BlobContract, ResumingTakesTheUploadFromItsOldSink) {
  const Content bytes = content(1'500'000);
  const std::string id = crypto::random_uuid();
  auto old = must(run(store().begin(id, key_)));
  write(*old, part(bytes, 0, 100'000));
  const Checkpoint saved = must(run(old->checkpoint()));
  (void)run(old->write(content(600'000, 5)));  // perhaps still on its way to the disk

  const auto sink = must(run(store().resume(id, key_, saved)));
  const bool is_still_writer = run(old->write(content(600'000, 6))) && run(old->checkpoint());
  EXPECT_FALSE(is_still_writer) << "the old sink must not be able to make anything durable";
  write(*sink, part(bytes, 100'000, bytes.size()));
  const Stored stored = must(run(sink->finish(digest_of(bytes), kDomain)));
  EXPECT_TRUE(read(store(), stored, key_).bytes == bytes);
}

TEST_P(BlobContract, ResumesOnlyWhatIsThere) {
  const std::string id = crypto::random_uuid();
  const auto sink = must(run(store().begin(id, key_)));
  write(*sink, content(70'000));
  const Checkpoint saved = must(run(sink->checkpoint()));

  EXPECT_EQ(kind_of(run(store().resume(crypto::random_uuid(), key_, saved))), ErrorKind::kUploadNotFound);
  EXPECT_EQ(kind_of(run(store().resume(id, data_key(), saved))), ErrorKind::kCorrupt);
  Checkpoint forged = saved;
  forged.state.at(3) ^= 1;
  EXPECT_EQ(kind_of(run(store().resume(id, key_, forged))), ErrorKind::kCorrupt);
  forged = saved;
  forged.offset += 1;
  EXPECT_EQ(kind_of(run(store().resume(id, key_, forged))), ErrorKind::kCorrupt);
  forged.state.clear();
  EXPECT_EQ(kind_of(run(store().resume(id, key_, forged))), ErrorKind::kCorrupt);
  EXPECT_TRUE(run(store().resume(id, key_, saved))) << "nothing of that harmed the upload";
}

TEST_P(BlobContract, AbandonForgetsEverything) {
  const std::string id = crypto::random_uuid();
  const auto sink = must(run(store().begin(id, key_)));
  write(*sink, content(1'000'000));
  const Checkpoint saved = must(run(sink->checkpoint()));
  must(run(store().abandon(id)));

  EXPECT_THAT(must(run(store().uploads())), IsEmpty());
  EXPECT_EQ(kind_of(run(store().resume(id, key_, saved))), ErrorKind::kUploadNotFound);
  EXPECT_FALSE(run(sink->finish(digest_of(content(1'000'000)), kDomain))) << "a sink whose upload was given up is dead";
  EXPECT_THAT(keys(store()), IsEmpty());
  must(run(store().abandon(id)));
}

TEST_P(BlobContract, BeginningAgainStartsOver) {
  const std::string id = crypto::random_uuid();
  auto sink = must(run(store().begin(id, key_)));
  write(*sink, content(1'000'000, 4));
  sink = must(run(store().begin(id, key_)));
  const Content bytes = content(600'000);
  write(*sink, bytes);
  const Stored stored = must(run(sink->finish(digest_of(bytes), kDomain)));
  EXPECT_TRUE(read(store(), stored, key_).bytes == bytes);
}

TEST_P(BlobContract, AnUploadIsNotVisibleBeforeItIsFinished) {
  const auto sink = must(run(store().begin(crypto::random_uuid(), key_)));
  write(*sink, content(1'000'000));
  must(run(sink->checkpoint()));
  EXPECT_THAT(keys(store()), IsEmpty());
}

TEST_P(BlobContract, RefusesNamesThatCouldBePaths) {
  for (const char* id : {"", "..", "../../x", "0000", "C0FFEE00-0000-4000-8000-000000000000"}) {
    EXPECT_EQ(kind_of(run(store().begin(id, key_))), ErrorKind::kInvalidParameter) << id;
    EXPECT_EQ(kind_of(run(store().resume(id, key_, {}))), ErrorKind::kInvalidParameter) << id;
    EXPECT_EQ(kind_of(run(store().abandon(id))), ErrorKind::kInvalidParameter) << id;
  }
  for (const std::string& domain : {std::string(), std::string(".."), std::string("a/b"), std::string(".hidden"),
                                    std::string("nul\0", 4), std::string(129, 'a')}) {
    const auto sink = must(run(store().begin(crypto::random_uuid(), key_)));
    EXPECT_EQ(kind_of(run(sink->finish(digest_of({}), domain))), ErrorKind::kInvalidParameter) << domain;
  }
  EXPECT_THAT(keys(store()), IsEmpty());
}

TEST_P(BlobContract, ManyUploadsAtTheSameTime) {
  std::vector<std::unique_ptr<UploadSink>> sinks;
  std::vector<Content> contents;
  for (std::uint64_t i = 0; i < 12; ++i) {
    sinks.push_back(must(run(store().begin(crypto::random_uuid(), key_))));
    contents.push_back(content(700'000 + 50'000 * i, i));
  }
  for (std::size_t at = 0; at < 2'000'000; at += 90'000) {
    for (std::size_t i = 0; i < sinks.size(); ++i) {
      const std::size_t from = std::min(at, contents[i].size());
      write(*sinks[i], part(contents[i], from, std::min(at + 90'000, contents[i].size())));
    }
  }
  for (std::size_t i = 0; i < sinks.size(); ++i) {
    const Stored stored = must(run(sinks[i]->finish(digest_of(contents[i]), kDomain)));
    EXPECT_TRUE(read(store(), stored, key_).bytes == contents[i]) << i;
  }
}

}  // namespace
}  // namespace entrepot::blob::contract
