#include "http/connection.h"

#include <exception>

#include "http/request_id.h"
#include "http/tls_context.h"
#include "observe/log.h"

namespace entrepot::http {
namespace {

constexpr observe::Logger kLog{"http"};

// After the last answer the peer gets this long before the connection is closed: closing with unread bytes would reset
// it, and the peer could lose the answer.
constexpr std::chrono::seconds kLingerTime{2};

Response overloaded() {
  Response response{.status = 503, .body = std::string("the server is busy; try again\n")};
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.headers.add("Retry-After", "1");
  return response;
}

std::size_t whole_body(const Response& response) {
  if (const auto* own = std::get_if<std::string>(&response.body)) return own->size();
  const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&response.body);
  return shared != nullptr && *shared != nullptr ? (*shared)->size() : 0;
}

Response failed(std::string_view request_id, std::string_view what) {
  kLog.error("handler_threw", {{"request", request_id}, {"what", what}});
  Response response{.status = 500, .body = std::string("the server failed to answer\n"), .close = true};
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  return response;
}

}  // namespace

Connection::Connection(ServerState& server, Socket socket, Peer peer, std::unique_ptr<TlsEngine> tls)
    : server_(server),
      wire_(std::move(socket), std::move(tls), server.limits, server.deadlines, server.buffers),
      reader_(server.limits.max_header_bytes, server.limits.max_header_fields),
      body_(wire_, reader_),
      writer_(wire_),
      peer_(std::move(peer)) {}

boost::asio::awaitable<void> Connection::serve(std::shared_ptr<ServerState> server, [[maybe_unused]] Counted open,
                                               Socket socket, Peer peer, std::shared_ptr<TlsContext> tls) {
  std::unique_ptr<TlsEngine> engine;
  if (tls) engine = std::make_unique<TlsEngine>(tls->current(), server->buffers);
  Connection connection(*server, std::move(socket), std::move(peer), std::move(engine));
  co_await connection.run();
}

boost::asio::awaitable<Connection::Next> Connection::begin() {
  if (!peer_.secure) co_return Next::kRequest;
  wire_.watch().arm(Wait::kHandshake, server_.limits.header_timeout);
  if (server_.stopping) co_return Next::kAbort;
  const Stream::Handshake outcome = co_await wire_.stream().handshake();
  if (!wire_.watch().disarm()) co_return Next::kAbort;
  if (outcome == Stream::Handshake::kDone) co_return Next::kRequest;
  server_.handshakes_failed.add();
  if (outcome == Stream::Handshake::kFailed) co_return Next::kLinger;  // the alert must arrive
  co_return co_await refuse({400, "this port speaks TLS: use https"});
}

boost::asio::awaitable<void> Connection::run() {
  Next next = co_await begin();
  while (next == Next::kRequest) {
    next = co_await read_request();
    if (next == Next::kRequest) next = co_await answer();
    count_bytes();
    wire_.shrink();
  }
  if (next == Next::kClose) wire_.stream().end_sending();
  if (next == Next::kLinger) co_await linger();
  if (next == Next::kAbort) wire_.stream().abort();
}

void Connection::count_bytes() {
  server_.bytes_in.add(wire_.received() - std::exchange(counted_in_, wire_.received()));
  server_.bytes_out.add(wire_.sent() - std::exchange(counted_out_, wire_.sent()));
}

boost::asio::awaitable<Connection::Next> Connection::read_request() {
  reader_.restart();
  std::int64_t head_deadline = 0;
  for (;;) {
    if (!wire_.in().empty()) {
      switch (reader_.read_head(wire_.in().text(), request_)) {
        case HeadScanner::Step::kDone:
          wire_.in().consume(reader_.consumed());
          co_return Next::kRequest;
        case HeadScanner::Step::kRefused:
          co_return co_await refuse(reader_.refusal());
        case HeadScanner::Step::kMore:
          break;
      }
    }
    const bool begun = !wire_.in().empty();
    if (begun && head_deadline == 0) head_deadline = Deadlines::now_ms() + server_.limits.header_timeout.count();
    if (begun) {
      wire_.watch().arm_until(Wait::kHead, head_deadline);
    } else {
      wire_.watch().arm(Wait::kIdle, server_.limits.idle_timeout);
      if (server_.stopping) co_return Next::kClose;  // after arm(): either this sees the stop, or the stop sees it idle
    }
    const auto filled = co_await wire_.fill(Stream::Arrival::kLater);
    if (filled == Wire::Fill::kExpired && begun) co_return co_await refuse({408, "the request came too slowly"});
    if (filled != Wire::Fill::kOk) co_return Next::kClose;
  }
}

boost::asio::awaitable<Connection::Next> Connection::refuse(Refusal why) {
  const std::string answer = closing_answer(why.status, why.text);
  Gather data;
  data.add(answer);
  co_return co_await wire_.send(data) ? Next::kLinger : Next::kAbort;
}

boost::asio::awaitable<Connection::Next> Connection::answer() {
  Counted in_flight(server_.in_flight, server_.in_flight_gauge);
  const Framing framing = reader_.framing();
  const bool head_only = request_.method == Method::kHead;
  wire_.restart_paces();
  body_.restart(framing, in_flight);
  next_request_id(id_);
  request_.id = id_;
  request_.body = &body_;
  request_.peer = peer_;

  Response response;
  if (in_flight.before() >= server_.limits.max_in_flight) {
    response = overloaded();
  } else {
    try {
      response = co_await server_.handler(request_);
    } catch (const std::exception& e) {
      response = failed(id_, e.what());
    } catch (...) {
      response = failed(id_, "unknown exception");
    }
  }
  const auto held = HeldBytes::take(server_.held_bytes, whole_body(response), server_.limits.max_held_bytes);
  if (!held) response = overloaded();
  const bool close = !framing.keep_alive || response.close || server_.stopping || !body_.worth_draining();
  switch (co_await writer_.write(response, {.head_only = head_only, .http10 = framing.http10, .close = close}, id_)) {
    case ResponseWriter::Outcome::kSent:
      break;
    case ResponseWriter::Outcome::kReplaced:
      co_return Next::kLinger;
    case ResponseWriter::Outcome::kGone:
    case ResponseWriter::Outcome::kCut:
      co_return Next::kAbort;
  }
  response.body = std::monostate();
  in_flight.suspend();
  if (close || (!body_.release() && !co_await body_.drain())) co_return Next::kLinger;
  co_return Next::kRequest;
}

boost::asio::awaitable<void> Connection::linger() {
  wire_.stream().end_sending();
  const std::int64_t until = Deadlines::now_ms() + std::chrono::milliseconds(kLingerTime).count();
  while (!server_.stopping) {
    wire_.watch().arm_until(Wait::kLinger, until);
    const bool more = co_await wire_.stream().discard();
    if (!wire_.watch().disarm() || !more) break;
  }
  count_bytes();
}

}  // namespace entrepot::http
