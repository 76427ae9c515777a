#pragma once
// The blob port: encrypted, verified bytes. Knows keys and digests, not repositories. blob/fs and blob/memory implement
// it; every adapter passes tests/contract/blob_contract.h. The stored form is docs/format/blob.md.

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "async/byte_source.h"
#include "async/task.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "crypto/secret.h"

namespace entrepot::blob {

/// A data key of an encryption domain; its id stands in each blob's header.
struct DataKey {
  std::array<std::uint8_t, 16> id{};
  crypto::Key key;
};

/// Where a committed blob lies: "<domain>/<aa>/<algorithm>-<hex>.<generation>". Written once, never reused; the row in
/// the database that holds it is the only truth about what is stored.
struct ObjectKey {
  std::string text;
  bool operator==(const ObjectKey&) const = default;
};

/// What an upload needs to go on after a crash or on another node: store it with the upload's row.
struct Checkpoint {
  std::uint64_t offset = 0;         ///< bytes that are durable
  std::vector<std::uint8_t> state;  ///< opaque and sealed: hash midstate, unfinished chunk
};

struct Stored {
  ObjectKey key;
  Digest digest;  ///< what the bytes really hash to, in the algorithm that was asked for
  std::uint64_t size = 0;
};

/// An upload being written. Destroyed without finish(): what was written stays for resume() until abandon().
/// One call at a time. After any error the sink is dead, and only abandon() or resume() from a checkpoint is right
/// (a failed fsync is final).
class UploadSink {
 public:
  virtual ~UploadSink() = default;
  /// Bytes taken so far, durable or not.
  virtual std::uint64_t offset() const = 0;
  /// Hashes, encrypts, writes. The bytes need not outlive the call. kStorageFull when the disk is full.
  virtual async::Task<void> write(std::span<const std::uint8_t> bytes) = 0;
  /// Makes all bytes so far durable and says how to go on from here.
  virtual async::Task<Checkpoint> checkpoint() = 0;
  /// Ends the blob: checks the digest (kLayerDigestMismatch, nothing is kept), makes it durable and gives it its name
  /// in `domain`. A crash after it leaves an unreferenced object for the collector.
  virtual async::Task<Stored> finish(Digest expected, std::string domain) = 0;
};

/// Thread-safe: any method, any thread.
class BlobStore {
 public:
  virtual ~BlobStore() = default;

  /// Begins an upload; `id` is a fresh UUID.
  virtual async::Task<std::unique_ptr<UploadSink>> begin(std::string id, DataKey key) = 0;
  /// Goes on from a checkpoint: bytes written after it are forgotten. kUploadNotFound if nothing of it is stored.
  virtual async::Task<std::unique_ptr<UploadSink>> resume(std::string id, DataKey key, Checkpoint from) = 0;
  /// Forgets an upload; one that is not there succeeds.
  virtual async::Task<void> abandon(std::string id) = 0;

  /// Streams `range` of a blob of plain size `size`. Every byte handed out was verified; a damaged chunk ends the
  /// stream with kCorrupt. kBlobNotFound if the object is missing, kCorrupt if its form or length is wrong.
  virtual async::Task<std::unique_ptr<async::ByteSource>> open(ObjectKey object, DataKey key, std::uint64_t size,
                                                               ByteRange range) = 0;

  /// Removes an object; one that is not there succeeds. Only collection calls this.
  virtual async::Task<void> remove(ObjectKey object) = 0;

  /// Calls `each` for every committed object, in no order: for audits. Stops at the first error.
  virtual async::Task<void> list(std::function<Result<void>(const ObjectKey&)> each) = 0;
  /// Ids of the uploads that have bytes stored: start-up removes those without a row.
  virtual async::Task<std::vector<std::string>> uploads() = 0;
};

}  // namespace entrepot::blob
