#pragma once
// An upload to files. Its bytes are copied once, into pieces; everything slow happens on the pool (upload_work.h).

#include <memory>
#include <string>

#include "blob/blob_store.h"
#include "blob/fs/upload_work.h"

namespace entrepot::blob::fs {

class FsUploadSink final : public UploadSink {
 public:
  /// A new upload. Nothing is on the disk until a piece is full or checkpoint() or finish() is called, so that a small
  /// blob costs one trip to the pool.
  static std::unique_ptr<UploadSink> begin(std::shared_ptr<FsState> state, std::string id, DataKey key);
  static async::Task<std::unique_ptr<UploadSink>> resume(std::shared_ptr<FsState> state, std::string id, DataKey key,
                                                         Checkpoint from);
  ~FsUploadSink() override;

  std::uint64_t offset() const override { return offset_; }
  async::Task<void> write(std::span<const std::uint8_t> bytes) override;
  async::Task<Checkpoint> checkpoint() override;
  async::Task<Stored> finish(Digest expected, std::string domain) override;

 private:
  FsUploadSink(std::shared_ptr<UploadWork> work, std::uint64_t offset) : work_(std::move(work)), offset_(offset) {}
  Result<void> usable() const;
  std::size_t fill(std::span<const std::uint8_t> bytes);
  async::Task<void> check_stored(Digest expected);

  std::shared_ptr<UploadWork> work_;
  std::uint64_t offset_;
  bool is_dead_ = false;
};

}  // namespace entrepot::blob::fs
