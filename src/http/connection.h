#pragma once
// One connection: requests one after the other, each answered before the next is looked at.

#include <boost/asio/awaitable.hpp>
#include <memory>

#include "http/request_body.h"
#include "http/request_reader.h"
#include "http/response_writer.h"
#include "http/server_state.h"
#include "http/wire.h"

namespace entrepot::http {

class Connection {
 public:
  /// Serves `socket` until it is closed; `open` counts it.
  static boost::asio::awaitable<void> serve(std::shared_ptr<ServerState> server, Counted open, Socket socket, Peer peer,
                                            std::shared_ptr<TlsContext> tls);

  Connection(ServerState& server, Socket socket, Peer peer, std::unique_ptr<TlsEngine> tls);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

 private:
  enum class Next : std::uint8_t {
    kRequest,  ///< go on with this connection
    kLinger,   ///< close it so that the peer can still read the answer
    kClose,    ///< nothing more to say
    kAbort,    ///< close it so that the peer notices that something is missing
  };

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<Next> begin();
  boost::asio::awaitable<Next> read_request();
  boost::asio::awaitable<Next> refuse(Refusal why);
  boost::asio::awaitable<Next> answer();
  boost::asio::awaitable<void> linger();
  void count_bytes();

  ServerState& server_;
  Wire wire_;
  RequestReader reader_;
  RequestBody body_;
  ResponseWriter writer_;
  const Peer peer_;
  Request request_;
  std::string id_;  ///< of the request; the handler may change its own copy
  std::uint64_t counted_in_ = 0;
  std::uint64_t counted_out_ = 0;
};

}  // namespace entrepot::http
