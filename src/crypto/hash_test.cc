#include "crypto/hash.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace entrepot::crypto {
namespace {

std::vector<std::uint8_t> hex(std::string_view text) {
  return *hex_decode(text);
}

// FIPS 180-4 example vectors.
TEST(Hash, MatchesTheVectorsOfTheStandard) {
  EXPECT_EQ(digest_of("").text(), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(digest_of("abc").text(), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(
      digest_of("abc", DigestAlgorithm::kSha512).text(),
      "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d442"
      "3643ce80e2a9ac94fa54ca49f");
  EXPECT_EQ(hex_encode(sha256("abc")), digest_of("abc").hex());
}

// RFC 4231: test cases 1, 2 and 6 (a key longer than the block).
TEST(Hash, HmacMatchesTheRfc) {
  EXPECT_EQ(hex_encode(hmac_sha256(std::vector<std::uint8_t>(20, 0x0b), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex_encode(hmac_sha256(as_bytes("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex_encode(hmac_sha256(std::vector<std::uint8_t>(131, 0xaa),
                                   "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// RFC 5869, test cases 1 and 3; the first 32 of their 42 bytes.
TEST(Hash, HkdfMatchesTheRfc) {
  const std::vector<std::uint8_t> key(22, 0x0b);
  EXPECT_EQ(hex_encode(hkdf_sha256(key, hex("000102030405060708090a0b0c"), as_text(hex("f0f1f2f3f4f5f6f7f8f9")))),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  EXPECT_EQ(hex_encode(hkdf_sha256(key, {}, "")), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

class HashResume : public testing::TestWithParam<DigestAlgorithm> {};

TEST_P(HashResume, GoesOnFromASavedStateAtAnyOffset) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += static_cast<char>(i);
  const Digest whole = digest_of(text, GetParam());

  for (std::size_t at = 0; at <= text.size(); ++at) {
    Hasher first(GetParam());
    first.update(std::string_view(text).substr(0, at));
    auto second = Hasher::restore(first.save());
    ASSERT_TRUE(second) << at;
    EXPECT_EQ(second->algorithm(), GetParam());
    second->update(std::string_view(text).substr(at));
    EXPECT_EQ(second->finish(), whole) << at;
  }
}

TEST_P(HashResume, RefusesWhatIsNoSavedState) {
  Hasher hasher(GetParam());
  hasher.update("some bytes");
  const auto good = hasher.save();

  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(Hasher::restore(std::span(good).first(size))) << size;
  }
  auto longer = good;
  longer.push_back(0);
  EXPECT_EQ(Hasher::restore(longer).error().kind(), ErrorKind::kCorrupt);
  for (const std::size_t at : {0, 1}) {
    auto other = good;
    other[at] = 9;
    EXPECT_FALSE(Hasher::restore(other));
  }
}

INSTANTIATE_TEST_SUITE_P(Algorithms, HashResume, testing::Values(DigestAlgorithm::kSha256, DigestAlgorithm::kSha512));

}  // namespace
}  // namespace entrepot::crypto
