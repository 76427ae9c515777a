#include "blob/upload_state.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace entrepot::blob {
namespace {

UploadState state_at(std::uint64_t offset) {
  UploadState state{.offset = offset, .tail = std::vector<std::uint8_t>(offset % kChunk, 'x')};
  state.hasher.update(state.tail);
  return state;
}

class UploadStateTest : public testing::Test {
 protected:
  const DataKey key_{.key = crypto::Key::random()};
  const Header header_ = Header::fresh(key_);
};

TEST_F(UploadStateTest, OpensForItsUploadOnly) {
  const Checkpoint saved = seal_state(state_at(3 * kChunk + 100), "upload-1", key_, header_);
  const auto state = open_state(saved, "upload-1", key_, header_);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->offset, 3 * kChunk + 100);
  EXPECT_EQ(state->tail, state_at(100).tail);
  EXPECT_EQ(crypto::Hasher(state->hasher).finish(), state_at(100).hasher.finish());

  EXPECT_EQ(open_state(saved, "upload-2", key_, header_).error().kind(), ErrorKind::kCorrupt);
  EXPECT_FALSE(open_state(saved, "upload-1", {.key = crypto::Key::random()}, header_));
  EXPECT_FALSE(open_state(saved, "upload-1", key_, Header::fresh(key_)));
  Checkpoint other = saved;
  other.offset += kChunk;
  EXPECT_FALSE(open_state(other, "upload-1", key_, header_));
}

TEST_F(UploadStateTest, ParsesOnlyWhatItMakes) {
  for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{1}, kChunk - 1, kChunk}) {
    const auto good = state_at(offset).encode();
    ASSERT_TRUE(UploadState::parse(good));
    EXPECT_EQ(UploadState::parse(good)->encode(), good);
    for (std::size_t size = 0; size < good.size(); size += size < 64 ? 1 : 997) {
      EXPECT_EQ(UploadState::parse(std::span(good).first(size)).error().kind(), ErrorKind::kCorrupt) << size;
    }
    auto longer = good;
    longer.push_back(0);
    EXPECT_FALSE(UploadState::parse(longer));
    for (const std::size_t at : {0, 1, 8, 9, 10, 11, 12}) {
      auto bad = good;
      bad[at] ^= 0x81;
      EXPECT_FALSE(UploadState::parse(bad)) << at;
    }
  }
}

}  // namespace
}  // namespace entrepot::blob
