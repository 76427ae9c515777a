#pragma once
// The body of the request that a connection is serving.

#include "async/byte_source.h"
#include "http/request_reader.h"
#include "http/wire.h"

namespace entrepot::http {

class RequestBody final : public async::ByteSource {
 public:
  RequestBody(Wire& wire, RequestReader& reader) : wire_(wire), reader_(reader) {}

  /// For a new request, whose head is off the wire.
  void restart(const Framing& framing);

  async::Task<async::Slice> next() override;

  /// Takes the last slice back. True when everything has been received: the next request may follow.
  bool release();
  /// Whether it makes sense to read and throw away the rest, so that the connection can be used again.
  bool worth_draining() const;
  /// Does that. False when there is too much, or the sender fails.
  boost::asio::awaitable<bool> drain();

  static constexpr std::uint64_t kMaxDrained = 256 * 1024;

 private:
  enum class State : std::uint8_t { kReading, kComplete, kFailed };

  boost::asio::awaitable<Result<void>> invite();
  async::Task<async::Slice> next_chunked();
  boost::asio::awaitable<Result<void>> fill();

  Wire& wire_;
  RequestReader& reader_;
  State state_ = State::kComplete;
  bool chunked_ = false;
  bool awaits_invitation_ = false;  ///< the client sends no body before it sees 100 Continue
  std::uint64_t remaining_ = 0;     ///< unless chunked
  std::size_t handed_out_ = 0;      ///< bytes at the front of the buffer that the last slice shows
};

}  // namespace entrepot::http
