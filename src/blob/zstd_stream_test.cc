#include "blob/zstd_stream.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace entrepot::blob {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes text(std::size_t size) {
  Bytes out;
  for (std::size_t line = 0; out.size() < size; ++line) {
    for (const char c : "line " + std::to_string(line * 7919) + " of a text that repeats itself\n") out.push_back(c);
  }
  out.resize(size);
  return out;
}

Bytes noise(std::size_t size) {
  std::mt19937_64 random(42);  // NOLINT: the same bytes each time
  Bytes out(size);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(random());
  return out;
}

Bytes pack(const Bytes& plain, std::size_t piece) {
  Packer packer(plain.size());
  Bytes out;
  for (std::size_t at = 0; at < plain.size(); at += piece) {
    const auto part = packer.push(std::span(plain).subspan(at, std::min(piece, plain.size() - at)));
    EXPECT_TRUE(part);
    out.insert(out.end(), part->begin(), part->end());
  }
  const auto rest = packer.finish();
  EXPECT_TRUE(rest);
  out.insert(out.end(), rest->begin(), rest->end());
  return out;
}

Result<Bytes> unpack(const Bytes& packed, std::size_t piece) {
  Unpacker unpacker;
  Bytes out;
  for (std::size_t at = 0; at < packed.size();) {
    ENTREPOT_TRY(const auto step, unpacker.step(std::span(packed).subspan(at, std::min(piece, packed.size() - at))));
    EXPECT_LE(step.bytes.size(), Unpacker::kStep);
    out.insert(out.end(), step.bytes.begin(), step.bytes.end());
    at += step.taken;
  }
  for (;;) {
    ENTREPOT_TRY(const auto step, unpacker.step({}));
    if (step.bytes.empty()) return out;
    out.insert(out.end(), step.bytes.begin(), step.bytes.end());
  }
}

TEST(ZstdStream, GivesBackWhatWasPushedWhateverThePieces) {
  for (const std::size_t size : {0UL, 1UL, 65536UL, 3'000'001UL}) {
    const Bytes plain = text(size);
    for (const std::size_t piece : {4096UL, 262144UL}) {
      const Bytes packed = pack(plain, piece);
      const auto back = unpack(packed, piece);
      ASSERT_TRUE(back);
      EXPECT_TRUE(*back == plain) << size << " by " << piece;
    }
  }
  EXPECT_LT(pack(text(3'000'000), 262144).size(), 600'000U);
}

TEST(ZstdStream, OneByteInManyComesOutInBoundedSteps) {
  const Bytes packed = pack(Bytes(50'000'000, 'a'), 262144);
  EXPECT_LT(packed.size(), 20'000U);
  const auto back = unpack(packed, packed.size());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->size(), 50'000'000U);
}

TEST(ZstdStream, ADamagedStreamIsRefused) {
  Bytes packed = pack(text(100'000), 4096);
  packed[packed.size() / 2] ^= 0x40;
  const auto back = unpack(packed, 4096);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().kind(), ErrorKind::kCorrupt);
  EXPECT_FALSE(unpack(noise(5000), 4096));
}

TEST(ZstdStream, OnlyWhatShrinksIsPacked) {
  EXPECT_TRUE(gains_by_packing(text(100'000)));
  EXPECT_FALSE(gains_by_packing(noise(100'000)));
  EXPECT_FALSE(gains_by_packing(text(1000))) << "too small to be worth it";
  for (const Bytes& magic : {Bytes{0x1f, 0x8b}, Bytes{0x28, 0xb5, 0x2f, 0xfd}, Bytes{'P', 'K', 3, 4}}) {
    Bytes head = text(100'000);
    std::ranges::copy(magic, head.begin());
    EXPECT_FALSE(gains_by_packing(head)) << "packed already";
  }
}

TEST(ZstdStream, FewerBytesThanWereAnnouncedAreAnError) {
  Packer packer(10);
  ASSERT_TRUE(packer.push(text(5)));
  EXPECT_FALSE(packer.finish());
}

}  // namespace
}  // namespace entrepot::blob
