#pragma once
// The pool's side of an upload: hashing and writing of its pieces, each in order, side by side on two threads.

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "async/task.h"
#include "blob/fs/fs_state.h"
#include "blob/fs/upload_file.h"
#include "blob/suspend.h"
#include "crypto/hash.h"

namespace entrepot::blob::fs {

/// Plain bytes from a chunk's edge on; the first `hashed` of them were hashed before.
struct Piece {
  Buffer memory;
  std::size_t size = 0;
  std::size_t hashed = 0;
};

/// Owned by its sink and by the work on the pool, so that a sink may be destroyed at any time.
class UploadWork : public std::enable_shared_from_this<UploadWork> {
 public:
  /// Becomes the writer of the upload: one before it, if any, is stopped before this one touches the file.
  static std::shared_ptr<UploadWork> start(std::shared_ptr<FsState> state, std::string id, DataKey key);
  ~UploadWork();
  UploadWork(const UploadWork&) = delete;
  UploadWork& operator=(const UploadWork&) = delete;

  /// Takes a piece of whole chunks; returns when there is room for another one.
  async::Task<void> submit(Piece piece);
  /// Waits until every piece is hashed and written.
  async::Task<void> drain();

  /// What the blocking steps work on. `rest` is the piece that is being filled: the sink's, while no step runs.
  struct Parts {
    UploadFile file;
    crypto::Hasher hasher{DigestAlgorithm::kSha256};
    Piece rest;
  };
  Parts& parts() { return parts_; }

  /// Runs `step` on the pool, alone on the upload; call it when nothing is in flight. Fails if the upload was taken
  /// over.
  template <class T>
  static async::Task<T> run_step(std::shared_ptr<UploadWork> work, std::function<Result<T>(Parts&)> step) {
    co_return co_await work->state_->pool.run([work, step = std::move(step)]() -> Result<T> {
      const std::lock_guard alone(work->writing_);
      ENTREPOT_CHECK_OK(work->enter());
      return step(work->parts_);
    });
  }

  /// From now on nothing more is written; what is being written goes on.
  void stop() noexcept { stopped_ = true; }
  /// As stop(), and waits for what is being written. Blocking, but never for a free thread.
  void stop_and_wait();

  FsState& state() { return *state_; }

 private:
  static constexpr std::size_t kMaxInFlight = 2;
  struct InFlight {
    Piece piece;
    int lanes_left = 2;
  };
  enum class Kind : std::uint8_t { kHash, kWrite };
  struct Lane {
    Kind kind;
    std::deque<std::shared_ptr<InFlight>> queue;  ///< the first one is being worked on
  };

  UploadWork(std::shared_ptr<FsState> state, std::string id, DataKey key);
  /// Before the file is touched, with `writing_` held.
  Result<void> enter();
  void post(Lane& lane);
  void run_one(Lane& lane);
  Result<void> work_on(Kind kind, const Piece& piece);
  /// Waits until at most `limit` pieces are in flight.
  async::Task<void> wait_for(std::size_t limit);
  static Error taken_over();

  const std::shared_ptr<FsState> state_;
  Parts parts_;
  std::atomic<bool> stopped_{false};
  std::mutex writing_;                       ///< held while the file is touched
  std::shared_ptr<UploadWork> predecessor_;  ///< until the first step: it may still be writing

  std::mutex mutex_;  ///< guards what follows; never held while working
  Lane hash_{Kind::kHash, {}};
  Lane write_{Kind::kWrite, {}};
  std::size_t in_flight_ = 0;
  std::optional<Error> error_;
  Resume waiting_;
  std::size_t waiting_for_ = 0;
};

}  // namespace entrepot::blob::fs
