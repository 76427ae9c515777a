#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/encoding.h"

namespace entrepot {
namespace {

TEST(Digest, AcceptsOnlyTheTwoAlgorithmsInLowerCaseHex) {
  const std::string hex256(64, 'a');
  EXPECT_TRUE(Digest::parse("sha256:" + hex256));
  EXPECT_TRUE(Digest::parse("sha512:" + hex256 + hex256));

  for (const std::string& bad : {std::string("sha256:") + std::string(64, 'A'), "sha256:" + hex256 + "0",
                                 "sha512:" + hex256, std::string("sha256:../../etc/passwd"), std::string(),
                                 "md5:" + hex256, "sha256:" + std::string(63, 'a') + std::string(1, '\0')}) {
    const auto parsed = Digest::parse(bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_EQ(parsed.error().kind(), ErrorKind::kInvalidDigest);
  }
}

TEST(Digest, NamesTheBadValueWithoutItsControlBytes) {
  const auto parsed = Digest::parse("sha256:\r\nX");
  ASSERT_FALSE(parsed);
  EXPECT_NE(parsed.error().message().find("sha256:\\x0d\\x0aX"), std::string_view::npos);
}

TEST(Encoding, Base64IsStrict) {
  EXPECT_EQ(base64_encode(as_bytes("AWS:x")), "QVdTOng=");
  EXPECT_EQ(as_text(*base64_decode("QVdTOng=")), "AWS:x");
  for (const char* bad : {"QVdTOng", "QVdT Ong=", "QVdTOnh=", "=", "QVdTOng==", "Q==="})
    EXPECT_FALSE(base64_decode(bad)) << bad;
  EXPECT_EQ(as_text(*base64url_decode(base64url_encode(as_bytes("\xff\xfe?")))), "\xff\xfe?");
  std::vector<std::uint8_t> all;
  for (int i = 0; i < 771; ++i) {
    EXPECT_EQ(base64_decode(base64_encode(all)), all) << all.size();
    EXPECT_EQ(base64url_decode(base64url_encode(all)), all) << all.size();
    all.push_back(static_cast<std::uint8_t>(i * 37));
  }
  EXPECT_FALSE(base64_decode("AA-_"));
  EXPECT_FALSE(base64url_decode("AA+/"));
  EXPECT_FALSE(base64url_decode("AAB")) << "stray bits";
  EXPECT_FALSE(base64url_decode("AAAA\x80")) << "no digit, and one too many";
}

TEST(Encoding, PercentRoundTrip) {
  EXPECT_EQ(percent_encode("a b/+~"), "a%20b%2F%2B~");
  EXPECT_EQ(percent_encode("a/b", Slash::kKeep), "a/b");
  EXPECT_EQ(percent_decode("a%2fb+"), "a/b+");
  EXPECT_FALSE(percent_decode("%4"));
  EXPECT_FALSE(percent_decode("%zz"));
}

TEST(Encoding, HexRoundTrip) {
  EXPECT_EQ(hex_encode(as_bytes("\x01\xfe")), "01fe");
  EXPECT_EQ(as_text(*hex_decode("01FE")), "\x01\xfe");
  EXPECT_FALSE(hex_decode("0"));
  EXPECT_FALSE(hex_decode("0g"));
}

}  // namespace
}  // namespace entrepot
