#include "tests/support/test_server.h"

#include <stdexcept>

namespace entrepot::test {

TestServer::TestServer(http::Handler handler, Options options)
    : context_(static_cast<int>(options.threads)),
      server_(std::make_unique<http::Server>(context_, options.limits, std::move(handler), metrics_)) {
  for (std::size_t i = 0; i < options.threads; ++i) threads_.emplace_back([this] { context_.run(); });
  const auto port = server_->listen({.address = "127.0.0.1", .port = 0, .tls = options.tls});
  if (!port) {
    server_.reset();
    busy_.reset();
    for (std::thread& thread : threads_) thread.join();
    throw std::runtime_error(std::string(port.error().message()));
  }
  port_ = *port;
}

TestServer::~TestServer() {
  server_.reset();
  busy_.reset();
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace entrepot::test
