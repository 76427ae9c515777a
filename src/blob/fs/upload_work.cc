#include "blob/fs/upload_work.h"

#include <boost/asio/post.hpp>

namespace entrepot::blob::fs {

UploadWork::UploadWork(std::shared_ptr<FsState> state, std::string id, DataKey key)
    : state_(std::move(state)),
      parts_{.file = UploadFile(*state_->layout, state_->pieces, state_->options.direct_after, std::move(id),
                                std::move(key))} {}

UploadWork::~UploadWork() {
  state_->uploads.forget(parts_.file.id());
}

std::shared_ptr<UploadWork> UploadWork::start(std::shared_ptr<FsState> state, std::string id, DataKey key) {
  std::shared_ptr<UploadWork> work(new UploadWork(state, id, std::move(key)));
  work->predecessor_ = state->uploads.replace(id, work);
  if (work->predecessor_) work->predecessor_->stop();
  return work;
}

Error UploadWork::taken_over() {
  return Error(ErrorKind::kConflict, "the upload was continued or given up by another request");
}

Result<void> UploadWork::enter() {
  if (predecessor_) std::exchange(predecessor_, nullptr)->stop_and_wait();
  if (!stopped_) return {};
  return fail(taken_over());
}

void UploadWork::stop_and_wait() {
  stop();
  // Whoever holds the lock runs on a thread already, and whoever gets it after us does nothing.
  const std::lock_guard alone(writing_);
}

async::Task<void> UploadWork::submit(Piece piece) {
  {
    const std::lock_guard lock(mutex_);
    if (error_) co_return fail(*error_);
    ++in_flight_;
    auto item = std::make_shared<InFlight>(std::move(piece));
    for (Lane* lane : {&hash_, &write_}) {
      lane->queue.push_back(item);
      if (lane->queue.size() == 1) post(*lane);
    }
  }
  co_return co_await wait_for(kMaxInFlight);
}

async::Task<void> UploadWork::drain() {
  return wait_for(0);
}

async::Task<void> UploadWork::wait_for(std::size_t limit) {
  bool must_wait = false;
  {
    const std::lock_guard lock(mutex_);
    must_wait = in_flight_ > limit;
  }
  if (must_wait) {
    co_await suspend([this, limit](Resume resume) {
      {
        const std::lock_guard lock(mutex_);
        if (in_flight_ > limit) {
          waiting_ = std::move(resume);
          waiting_for_ = limit;
          return;
        }
      }
      resume();
    });
  }
  const std::lock_guard lock(mutex_);
  if (error_) co_return fail(*error_);
  co_return Result<void>();
}

void UploadWork::post(Lane& lane) {
  boost::asio::post(state_->pool.executor(), [self = shared_from_this(), &lane] { self->run_one(lane); });
}

// One piece, then the thread is free for others: many uploads share few threads.
void UploadWork::run_one(Lane& lane) {
  std::shared_ptr<InFlight> item;
  bool is_lost = false;
  {
    const std::lock_guard lock(mutex_);
    item = lane.queue.front();
    is_lost = error_.has_value();
  }
  auto done = is_lost ? Result<void>() : work_on(lane.kind, item->piece);
  Resume resume;
  {
    const std::lock_guard lock(mutex_);
    if (!done && !error_) error_ = std::move(done).error();
    lane.queue.pop_front();
    if (!lane.queue.empty()) post(lane);
    if (--item->lanes_left == 0) {
      item->piece = {};
      --in_flight_;
      if (waiting_ && in_flight_ <= waiting_for_) resume = std::exchange(waiting_, nullptr);
    }
  }
  if (resume) resume();
}

Result<void> UploadWork::work_on(Kind kind, const Piece& piece) {
  const std::span<const std::uint8_t> bytes(piece.memory.data(), piece.size);
  if (kind == Kind::kHash) {
    if (stopped_) return fail(taken_over());
    parts_.hasher.update(bytes.subspan(piece.hashed));
    return {};
  }
  const std::lock_guard alone(writing_);
  ENTREPOT_CHECK_OK(enter());
  return parts_.file.append(bytes);
}

}  // namespace entrepot::blob::fs
