#include "api/range.h"

#include <gtest/gtest.h>

namespace entrepot::api {
namespace {

std::optional<ByteRange> bytes_of(const char* header, std::uint64_t size) {
  return resolve(parse_range(header), size);
}

TEST(Range, TakesOneRangeAndCutsItToTheSize) {
  EXPECT_EQ(bytes_of("bytes=500-1499", 2048), (ByteRange{500, 1000}));
  EXPECT_EQ(bytes_of("bytes=500-", 2048), (ByteRange{500, 1548}));
  EXPECT_EQ(bytes_of("bytes=-500", 2048), (ByteRange{1548, 500}));
  EXPECT_EQ(bytes_of("bytes=2000-5000", 2048), (ByteRange{2000, 48}));
  EXPECT_EQ(bytes_of("bytes=-5000", 2048), (ByteRange{0, 2048}));
  EXPECT_EQ(bytes_of("bytes=0-0", 2048), (ByteRange{0, 1}));
  EXPECT_EQ(bytes_of(" Bytes=0-9 ", 2048), (ByteRange{0, 10}));
}

TEST(Range, RefusesWhatNoByteSatisfies) {
  EXPECT_EQ(bytes_of("bytes=2048-", 2048), std::nullopt);
  EXPECT_EQ(bytes_of("bytes=5000-10000", 2048), std::nullopt);
  EXPECT_EQ(bytes_of("bytes=500-0", 2048), std::nullopt);
  EXPECT_EQ(bytes_of("bytes=-0", 2048), std::nullopt);
  EXPECT_EQ(bytes_of("bytes=99999999999999999999999-", 2048), std::nullopt);
}

TEST(Range, IgnoresWhatItDoesNotUnderstand) {
  for (const char* header : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1-2,4-5", "bytes=+1-2", "bytes=1--2",
                             "items=0-1", "bytes 0-1", "bytes=1", "bytes=0x1-2", "bytes=1 2-3"})
    EXPECT_EQ(bytes_of(header, 2048), (ByteRange{0, 2048})) << header;
}

TEST(Range, SurvivesNumbersBeyondSixtyFourBits) {
  EXPECT_EQ(bytes_of("bytes=0-99999999999999999999999", 10), (ByteRange{0, 10}));
  EXPECT_EQ(bytes_of("bytes=-99999999999999999999999", 10), (ByteRange{0, 10}));
  EXPECT_EQ(bytes_of("bytes=3-18446744073709551615", 10), (ByteRange{3, 7}));
}

TEST(Range, AnEmptyThingIsAlwaysWhole) {
  for (const char* header : {"bytes=0-", "bytes=-5", "bytes=0-100", "bytes=7-"})
    EXPECT_EQ(bytes_of(header, 0), (ByteRange{0, 0})) << header;
}

TEST(ContentRange, TakesTheFormsThatClientsSend) {
  for (const char* header : {"5-9", "bytes 5-9/*", "bytes 5-9/10", "bytes=5-9", " 5-9 "}) {
    const auto range = parse_content_range(header);
    ASSERT_TRUE(range) << header;
    EXPECT_EQ(range->first, 5u);
    EXPECT_EQ(range->last, 9u);
    EXPECT_EQ(range->length(), 5u);
  }
}

TEST(ContentRange, NamesWhatItRefuses) {
  for (const char* header : {"", "5", "9-5", "-5", "5-", "a-b", "5-9-12", "bytes", "bytes5-9", "bytes */10", "5-9/10",
                             "bytes 5-9/x", "0-18446744073709551615", "0-99999999999999999999"}) {
    const auto range = parse_content_range(header);
    ASSERT_FALSE(range) << header;
    EXPECT_EQ(range.error().kind(), ErrorKind::kInvalidParameter);
    EXPECT_NE(range.error().message().find(header), std::string_view::npos);
  }
}

}  // namespace
}  // namespace entrepot::api
