#pragma once
// A blob on its way out: verified slices, with the next ones read and decrypted while the caller sends this one.

#include <deque>
#include <memory>

#include "async/byte_source.h"
#include "base/bytes.h"
#include "blob/fs/slice_load.h"

namespace entrepot::blob::fs {

/// May be destroyed while its read-ahead is under way.
class FsByteSource final : public async::ByteSource {
 public:
  /// `first` is the slice that the range begins in, if it was read already.
  FsByteSource(std::shared_ptr<FsState> state, std::shared_ptr<const SealedObject> object, ByteRange range,
               std::shared_ptr<const PlainBytes> first);
  FsByteSource(const FsByteSource&) = delete;
  FsByteSource& operator=(const FsByteSource&) = delete;
  ~FsByteSource() override;

  async::Task<async::Slice> next() override;

 private:
  /// Readers of the same blob stay together when each waits for the slice that all want next, and then it is decrypted
  /// once. Whoever runs ahead of the others would leave them behind, and the cache.
  bool is_alone() const { return object_->readers().load() == 1; }
  std::size_t depth() const;
  void look_ahead();

  const std::shared_ptr<FsState> state_;
  const std::shared_ptr<const SealedObject> object_;
  std::uint64_t position_;
  const std::uint64_t end_;
  std::uint64_t asked_;  ///< up to here slices were asked for
  bool is_done_;
  std::deque<SliceLoad> coming_;  ///< in order, the first begins at or before position_
};

}  // namespace entrepot::blob::fs
