#include "crypto/aead.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/encoding.h"
#include "crypto/gcm.h"

namespace entrepot::crypto {
namespace {

using Bytes = std::vector<std::uint8_t>;

Key key_of(std::string_view hex) {
  const Bytes raw = *hex_decode(hex);
  return Key(std::span<const std::uint8_t, Key::kSize>(raw.data(), Key::kSize));
}

// "The Galois/Counter Mode of Operation (GCM)", McGrew and Viega, test case 16.
struct Vector {
  Key key = key_of("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  Nonce nonce{0xca, 0xfe, 0xba, 0xbe, 0xfa, 0xce, 0xdb, 0xad, 0xde, 0xca, 0xf8, 0x88};
  Bytes aad = *hex_decode("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  Bytes plain = *hex_decode(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
      "ba63"
      "7b39");
  std::string sealed =
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0a"
      "bcc9f"
      "66276fc6ece0f4e1768cddf8853bb2d551b";
};

TEST(Aead, MatchesThePublishedVector) {
  const Vector v;
  Bytes out(v.plain.size() + kTagSize);
  Aead(v.key, Aead::Direction::kSeal).seal(v.nonce, v.aad, v.plain, out);
  EXPECT_EQ(hex_encode(out), v.sealed);

  Bytes back(v.plain.size());
  EXPECT_TRUE(Aead(v.key, Aead::Direction::kOpen).open(v.nonce, v.aad, out, back));
  EXPECT_EQ(back, v.plain);
}

TEST(Aead, WorksInPlaceAndForManyMessages) {
  const Vector v;
  Aead sealer(v.key, Aead::Direction::kSeal);
  Aead opener(v.key, Aead::Direction::kOpen);
  for (std::uint8_t i = 0; i < 10; ++i) {
    Nonce nonce{i};
    Bytes buffer(1000 + kTagSize, i);
    sealer.seal(nonce, {}, std::span(buffer).first(1000), buffer);
    ASSERT_TRUE(opener.open(nonce, {}, buffer, std::span(buffer).first(1000)));
    EXPECT_EQ(Bytes(buffer.begin(), buffer.begin() + 1000), Bytes(1000, i));
  }
}

TEST(Aead, RefusesAnyChangedBitAndWipesTheOutput) {
  const Vector v;
  const Bytes sealed = *hex_decode(v.sealed);
  Aead opener(v.key, Aead::Direction::kOpen);
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    Bytes forged = sealed;
    forged[at] ^= 1;
    Bytes out(v.plain.size(), 0xee);
    EXPECT_FALSE(opener.open(v.nonce, v.aad, forged, out)) << at;
    EXPECT_EQ(out, Bytes(out.size(), 0)) << at;
  }
  Bytes out(v.plain.size());
  EXPECT_FALSE(opener.open(Nonce{}, v.aad, sealed, out));
  EXPECT_FALSE(opener.open(v.nonce, {}, sealed, out));
  EXPECT_FALSE(opener.open(v.nonce, v.aad, std::span(sealed).first(kTagSize - 1), {}));
  EXPECT_TRUE(opener.open(v.nonce, v.aad, sealed, out)) << "a failure does not spoil the opener";
}

TEST(Aead, AuthenticatesAnEmptyMessage) {
  const Vector v;
  Bytes out(kTagSize);
  Aead(v.key, Aead::Direction::kSeal).seal(v.nonce, v.aad, {}, out);
  Aead opener(v.key, Aead::Direction::kOpen);
  EXPECT_TRUE(opener.open(v.nonce, v.aad, out, {}));
  out[3] ^= 0x80;
  EXPECT_FALSE(opener.open(v.nonce, v.aad, out, {}));
}

// On a machine whose processor has no vector AES there is one implementation only.
TEST(Gcm, BothImplementationsAgreeAtEveryLengthAndRefuseForgeries) {
  const Key key = Key::random();
  const auto fast = make_vector_gcm(key);
  if (!fast) GTEST_SKIP() << "this processor, or this build, has no vector AES";
  const auto sealer = make_openssl_gcm(key, Aead::Direction::kSeal);
  const auto opener = make_openssl_gcm(key, Aead::Direction::kOpen);
  Bytes plain(70'000);
  random_bytes(plain);
  std::vector<std::size_t> sizes;
  for (std::size_t size = 0; size < 1100; ++size) sizes.push_back(size);
  for (const std::size_t size : {4095, 4096, 16'384, 65'535, 65'536, 70'000}) sizes.push_back(size);
  for (const std::size_t size : sizes) {
    const Nonce nonce{static_cast<std::uint8_t>(size), static_cast<std::uint8_t>(size >> 8)};
    const auto text = std::span(plain).first(size);
    const auto aad = std::span(plain).first(size % 130);
    Bytes ours(size + kTagSize);
    Bytes theirs(size + kTagSize);
    fast->seal(nonce, aad, text, ours);
    sealer->seal(nonce, aad, text, theirs);
    ASSERT_EQ(ours, theirs) << size;
    Bytes back(size);
    ASSERT_TRUE(fast->open(nonce, aad, theirs, back)) << size;
    ASSERT_TRUE(std::ranges::equal(back, text)) << size;
    ASSERT_TRUE(opener->open(nonce, aad, ours, back)) << size;
    ours[size * 7919 % ours.size()] ^= 0x10;
    ASSERT_FALSE(fast->open(nonce, aad, ours, back)) << size;
  }
}

TEST(Seal, OpensOnlyWithItsKeyAndContext) {
  const Key key = Key::random();
  const Bytes secret{1, 2, 3};
  const Bytes sealed = seal(key, "purpose", secret);
  EXPECT_NE(sealed, seal(key, "purpose", secret)) << "nonces are fresh";

  EXPECT_EQ(open(key, "purpose", sealed).value(), secret);
  EXPECT_EQ(open(key, "other", sealed).error().kind(), ErrorKind::kCorrupt);
  EXPECT_FALSE(open(Key::random(), "purpose", sealed));
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(open(key, "purpose", std::span(sealed).first(size)));
}

}  // namespace
}  // namespace entrepot::crypto
