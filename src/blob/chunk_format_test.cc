#include "blob/chunk_format.h"

#include <gtest/gtest.h>

#include <set>

#include "base/encoding.h"

namespace entrepot::blob {
namespace {

using Bytes = std::vector<std::uint8_t>;

template <std::size_t Size>
std::array<std::uint8_t, Size> counting_from(std::uint8_t first) {
  std::array<std::uint8_t, Size> out;
  for (auto& byte : out) byte = first++;
  return out;
}

DataKey fixed_key() {
  return {.id = counting_from<16>(0x40), .key = crypto::Key(counting_from<32>(0))};
}

/// "hello world" as format version 1, made from docs/format/blob.md by another program (Python, `cryptography`), with
/// the session f0..f7. It must open for ever.
constexpr std::string_view kVersion1 =
    "656e7472626c6f620001000000010000404142434445464748494a4b4c4d4e4f808182838485868788898a8b8c8d8e8f909192939495969798"
    "99"
    "9a9b9c9d9e9ff0f1f2f3f4f5f6f7195c3be35ce4b053e94900e077769f94119925a43dae8bcea368bb";

TEST(ChunkFormat, OpensWhatTheDocumentDescribes) {
  const Bytes object = *hex_decode(kVersion1);
  ASSERT_EQ(object.size(), object_size(11));
  const auto header = Header::parse(std::span(object).first(kHeaderSize));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->data_key_id, fixed_key().id);
  EXPECT_EQ(header->blob_id, counting_from<32>(0x80));

  ChunkOpener opener(blob_key(fixed_key(), header->blob_id, KeyUse::kChunks), *header);
  Bytes plain(11);
  EXPECT_TRUE(opener.open(0, Place::kLast, std::span(object).subspan(kHeaderSize), plain));
  EXPECT_EQ(as_text(plain), "hello world");
  EXPECT_FALSE(opener.open(0, Place::kInner, std::span(object).subspan(kHeaderSize), plain)) << "it is the last one";
  EXPECT_FALSE(opener.open(1, Place::kLast, std::span(object).subspan(kHeaderSize), plain));
}

TEST(ChunkFormat, HeadersKeepTheirBytes) {
  const Bytes object = *hex_decode(kVersion1);
  const auto bytes = std::span(object).first(kHeaderSize);
  EXPECT_TRUE(std::ranges::equal(Header::parse(bytes)->encode(), bytes));
  for (std::size_t at = 0; at < 16; ++at) {
    Bytes other(bytes.begin(), bytes.end());
    other[at] ^= 1;
    EXPECT_EQ(Header::parse(other).error().kind(), ErrorKind::kCorrupt) << at;
  }
  EXPECT_FALSE(Header::parse(bytes.first(63)));
  EXPECT_FALSE(Header::parse({}));
}

TEST(ChunkFormat, EveryChunkOpensOnlyInItsPlace) {
  const Header header = Header::fresh(fixed_key());
  ChunkSealer sealer(fixed_key(), header, 7);
  const Bytes plain(kChunk, 'x');
  Bytes inner(kSealedChunk);
  Bytes last(5 + kChunkOverhead);
  sealer.seal(Place::kInner, plain, inner);
  sealer.seal(Place::kLast, std::span(plain).first(5), last);
  EXPECT_EQ(sealer.next_chunk(), 9u);

  ChunkOpener opener(blob_key(fixed_key(), header.blob_id, KeyUse::kChunks), header);
  Bytes out(kChunk);
  Bytes end(5);
  EXPECT_TRUE(opener.open(7, Place::kInner, inner, out));
  EXPECT_EQ(out, plain);
  EXPECT_TRUE(opener.open(8, Place::kLast, last, end));
  EXPECT_FALSE(opener.open(8, Place::kInner, inner, out));
  EXPECT_FALSE(opener.open(7, Place::kLast, inner, out));
  EXPECT_FALSE(opener.open(7, Place::kLast, last, end));
  EXPECT_FALSE(opener.open(7 + (std::uint64_t{1} << 32), Place::kInner, inner, out)) << "the number does not wrap";
  EXPECT_FALSE(opener.open(8, Place::kLast, std::span(last).first(kChunkOverhead - 1), {}));
}

TEST(ChunkFormat, SessionsAndBlobIdsAreNeverTheSame) {
  const Header header = Header::fresh(fixed_key());
  EXPECT_NE(header.blob_id, Header::fresh(fixed_key()).blob_id);
  std::set<std::string> sessions;
  for (int i = 0; i < 100; ++i) {
    Bytes sealed(kChunkOverhead);
    ChunkSealer(fixed_key(), header, 0).seal(Place::kLast, {}, sealed);
    sessions.insert(hex_encode(std::span(sealed).first(kSessionSize)));
  }
  EXPECT_EQ(sessions.size(), 100u);
}

TEST(ChunkFormat, KeysDependOnBlobAndUse) {
  const BlobId id = counting_from<32>(1);
  const auto hex = [](const crypto::Key& key) { return hex_encode(key.bytes()); };
  EXPECT_EQ(hex(blob_key(fixed_key(), id, KeyUse::kChunks)), hex(blob_key(fixed_key(), id, KeyUse::kChunks)));
  EXPECT_NE(hex(blob_key(fixed_key(), id, KeyUse::kChunks)), hex(blob_key(fixed_key(), id, KeyUse::kUploadState)));
  EXPECT_NE(hex(blob_key(fixed_key(), id, KeyUse::kChunks)),
            hex(blob_key(fixed_key(), counting_from<32>(2), KeyUse::kChunks)));
}

TEST(ChunkFormat, SizesAddUp) {
  for (const std::uint64_t size :
       {std::uint64_t{0}, std::uint64_t{1}, kChunk - 1, kChunk, kChunk + 1, 52'000 * 1_MiB}) {
    const std::uint64_t last = last_chunk(size);
    EXPECT_EQ(chunk_offset(last) + chunk_size(last, size) + kChunkOverhead, object_size(size)) << size;
    EXPECT_EQ(last * kChunk + chunk_size(last, size), size);
    EXPECT_LT(chunk_size(last, size), kChunk) << "the last chunk is never full: one more would not be seen";
  }
  EXPECT_EQ(last_chunk(kMaxPlainSize), 0xffff'ffffu);
}

}  // namespace
}  // namespace entrepot::blob
