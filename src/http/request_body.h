#pragma once
// The body of the request that a connection is serving.

#include "async/byte_source.h"
#include "http/request_reader.h"
#include "http/server_state.h"
#include "http/wire.h"

namespace entrepot::http {

class RequestBody final : public async::ByteSource {
 public:
  RequestBody(Wire& wire, RequestReader& reader) : wire_(wire), reader_(reader) {}

  /// For a new request, whose head is off the wire. `place` is its place among the requests in flight. A body that is
  /// small and late gives it back for so long: whoever sends a few bytes slowly, and nobody knows yet who that is, must
  /// not keep others out. A large one keeps it: it costs more than the place.
  void restart(const Framing& framing, Counted& place);

  async::Task<async::Slice> next() override;

  /// Takes the last slice back. True when everything has been received: the next request may follow.
  bool release();
  /// Whether it makes sense to read and throw away the rest, so that the connection can be used again.
  bool worth_draining() const;
  /// Does that, without a place and in a small buffer. False when there is too much, or the sender fails.
  boost::asio::awaitable<bool> drain();

  static constexpr std::uint64_t kMaxDrained = 256 * 1024;
  /// As much as a door reads of somebody unknown; it needs no large buffer.
  static constexpr std::uint64_t kSmall = 32 * 1024;

 private:
  enum class State : std::uint8_t { kReading, kComplete, kFailed };

  boost::asio::awaitable<Result<void>> invite();
  async::Task<async::Slice> next_chunked();
  boost::asio::awaitable<Result<void>> fill();

  Wire& wire_;
  RequestReader& reader_;
  State state_ = State::kComplete;
  Counted* place_ = nullptr;  ///< that of a small body
  bool is_draining_ = false;
  bool chunked_ = false;
  bool awaits_invitation_ = false;  ///< the client sends no body before it sees 100 Continue
  std::uint64_t remaining_ = 0;     ///< unless chunked
  std::size_t handed_out_ = 0;      ///< bytes at the front of the buffer that the last slice shows
};

}  // namespace entrepot::http
