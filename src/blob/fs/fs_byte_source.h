#pragma once
// A blob on its way out: verified slices, with the next one read and decrypted while the caller sends this one.

#include <memory>

#include "async/byte_source.h"
#include "base/bytes.h"
#include "blob/fs/fs_state.h"

namespace entrepot::blob::fs {

/// May be destroyed while its read-ahead is under way.
class FsByteSource final : public async::ByteSource {
 public:
  /// `first` is the slice that the range begins in, if it was read already.
  FsByteSource(std::shared_ptr<FsState> state, std::shared_ptr<const SealedObject> object, ByteRange range,
               std::shared_ptr<const PlainBytes> first);

  async::Task<async::Slice> next() override;

 private:
  void look_ahead();

  const std::shared_ptr<FsState> state_;
  const std::shared_ptr<const SealedObject> object_;
  std::uint64_t position_;
  const std::uint64_t end_;
  bool is_done_;
  std::shared_ptr<Flight> coming_;
};

}  // namespace entrepot::blob::fs
