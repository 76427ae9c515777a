#pragma once
// Drives a blob store from a test, blocking.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "async/run_blocking.h"
#include "base/encoding.h"
#include "blob/blob_store.h"
#include "crypto/hash.h"

namespace entrepot::tests {

using Content = std::vector<std::uint8_t>;

/// Bytes that do not repeat, the same for the same seed.
inline Content content(std::size_t size, std::uint64_t seed = 1) {
  Content out(size);
  std::uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
  for (auto& byte : out) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    byte = static_cast<std::uint8_t>(state >> 32);
  }
  return out;
}

inline Digest digest_of(const Content& bytes, DigestAlgorithm algorithm = DigestAlgorithm::kSha256) {
  return crypto::digest_of(as_text(bytes), algorithm);
}

inline blob::DataKey data_key() {
  blob::DataKey key{.key = crypto::Key::random()};
  crypto::random_bytes(key.id);
  return key;
}

/// The value, or the test program ends: only for what the test relies on.
template <class T>
T must(Result<T> result) {
  if (!result) {
    ADD_FAILURE() << to_string(result.error().kind()) << ": " << result.error().message() << ": "
                  << result.error().detail();
    std::abort();
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class T>
Result<T> run(async::Task<T> task) {
  return async::run_blocking(std::move(task));
}

/// The kind of the failure; fails the test on success.
template <class T>
ErrorKind kind_of(const Result<T>& result) {
  EXPECT_FALSE(result) << "an error was expected";
  return result ? ErrorKind::kInternal : result.error().kind();
}

/// One step of many threads' way through a store: names what a read gave.
struct ReadOut {
  Content bytes;  ///< what was handed out before the end or the error
  std::optional<ErrorKind> failed;
};

inline ReadOut read_all(async::ByteSource& source) {
  ReadOut out;
  while (true) {
    const auto slice = run(source.next());
    if (!slice) {
      out.failed = slice.error().kind();
      return out;
    }
    if (slice->bytes.empty()) return out;
    out.bytes.insert(out.bytes.end(), slice->bytes.begin(), slice->bytes.end());
  }
}

inline ReadOut read(blob::BlobStore& store, const blob::Stored& stored, const blob::DataKey& key, ByteRange range) {
  auto source = run(store.open(stored.key, key, stored.size, range));
  if (!source) return {.failed = source.error().kind()};
  return read_all(**source);
}

inline ReadOut read(blob::BlobStore& store, const blob::Stored& stored, const blob::DataKey& key) {
  return read(store, stored, key, {0, stored.size});
}

inline void write(blob::UploadSink& sink, std::span<const std::uint8_t> bytes, std::size_t step = 100'000) {
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(step, bytes.size()));
    must(run(sink.write(part)));
    bytes = bytes.subspan(part.size());
  }
}

inline constexpr const char* kDomain = "domain-1";

inline blob::Stored put(blob::BlobStore& store, const blob::DataKey& key, const Content& bytes,
                        DigestAlgorithm algorithm = DigestAlgorithm::kSha256) {
  const auto sink = must(run(store.begin(crypto::random_uuid(), key)));
  write(*sink, bytes);
  return must(run(sink->finish(digest_of(bytes, algorithm), kDomain)));
}

inline std::vector<std::string> keys(blob::BlobStore& store) {
  std::vector<std::string> out;
  must(run(store.list([&](const blob::ObjectKey& key) -> Result<void> {
    out.push_back(key.text);
    return {};
  })));
  return out;
}

}  // namespace entrepot::tests
