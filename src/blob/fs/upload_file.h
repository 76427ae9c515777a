#pragma once
// The file of one upload: takes plain bytes, seals them, appends them, and gives the file its final name.

#include <memory>
#include <optional>
#include <string>

#include "blob/chunk_format.h"
#include "blob/fs/append_writer.h"
#include "blob/fs/layout.h"

namespace entrepot::blob::fs {

/// Blocking; one thread at a time. After an error only discard() and destruction are right.
class UploadFile {
 public:
  UploadFile(Layout& layout, std::shared_ptr<BufferPool> pool, std::uint64_t direct_after, std::string id, DataKey key)
      : layout_(layout),
        pool_(std::move(pool)),
        direct_after_(direct_after),
        id_(std::move(id)),
        key_(std::move(key)) {}

  UploadFile(const UploadFile&) = delete;
  UploadFile& operator=(const UploadFile&) = delete;

  /// Opens what an earlier writer left. kUploadNotFound if there is nothing; kCorrupt if it is not an upload under this
  /// key.
  Result<Header> open_existing();
  /// Cuts it after the first `chunks` chunks and goes on from there. kCorrupt if it has fewer.
  Result<void> cut(std::uint64_t chunks);

  /// Whole chunks. The first call makes the file, if there is none.
  Result<void> append(std::span<const std::uint8_t> chunks);
  /// The last chunk: fewer than kChunk bytes.
  Result<void> append_last(std::span<const std::uint8_t> tail);
  /// Writes all of it out, not durably, so that it can be read back.
  Result<void> flush() { return writer_->flush(); }
  /// What was written, to be read back.
  Result<UniqueFd> open_for_reading() const;

  /// All of it, and its name in the folder of uploads, are durable when this returns. A failure is final: the file is
  /// thrown away, because the system may have dropped the bytes and say next time that all is well. Then the file is
  /// closed until the next append(): an upload may rest for days.
  Result<void> checkpoint();
  /// Makes it durable under a fresh name of `domain`. A failure of a sync is final here as well.
  Result<ObjectKey> commit(const Digest& digest, const std::string& domain);
  /// Removes the file.
  void discard();

  /// Valid from the first append() or open_existing() on.
  const Header& header() const { return *header_; }
  const DataKey& key() const { return key_; }
  const std::string& id() const { return id_; }

 private:
  Result<void> ensure_open();
  Result<UniqueFd> open_stored() const;
  Result<void> start_writer(UniqueFd fd, std::uint64_t offset);
  Result<void> sync();

  Layout& layout_;
  std::shared_ptr<BufferPool> pool_;
  std::uint64_t direct_after_;
  std::string id_;
  DataKey key_;
  UniqueFd existing_;  ///< between open_existing() and cut()
  std::optional<Header> header_;
  std::uint64_t resting_at_ = 0;  ///< length of the file while there is a header and no writer
  std::optional<AppendWriter> writer_;
  std::optional<ChunkSealer> sealer_;
  bool has_durable_name_ = false;
};

}  // namespace entrepot::blob::fs
