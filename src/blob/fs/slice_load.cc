#include "blob/fs/slice_load.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace entrepot::blob::fs {
namespace {

SliceKey key_of(const SealedObject& object, const Wanted& wanted) {
  return {object.names().opened_as, wanted.slice};
}

}  // namespace

SliceLoad::SliceLoad(std::shared_ptr<FsState> state, std::shared_ptr<const SealedObject> object, Wanted wanted)
    : state_(std::move(state)), object_(std::move(object)), wanted_(wanted) {
  if (wanted_.is_whole) {
    auto [flight, is_new] = state_->cache.start(key_of(*object_, wanted_));
    flight_ = std::move(flight);
    if (!is_new) return;
  } else {
    // A part of a slice is not worth keeping, but the whole may be there.
    flight_ = state_->cache.find(key_of(*object_, wanted_));
    if (flight_) return;
    flight_ = std::make_shared<Flight>();
  }
  boost::asio::post(state_->pool.executor(), [self = *this] {
    if (self.flight_->claim()) self.land(self.state_->read(self.object_, self.wanted_.run));
  });
}

void SliceLoad::land(SliceResult result) const {
  if (wanted_.is_whole) {
    state_->cache.land(key_of(*object_, wanted_), flight_, std::move(result));
  } else {
    flight_->land(std::move(result));
  }
}

void SliceLoad::load_here() {
  if (!flight_->claim()) return;
  SliceResult plain = state_->read_now(object_, wanted_.run);
  if (!plain || *plain) return land(std::move(plain));
  boost::asio::post(state_->pool.executor(),
                    [self = *this] { self.land(self.state_->read(self.object_, self.wanted_.run)); });
}

}  // namespace entrepot::blob::fs
