#pragma once
// An http::Server on a free port of the loopback, run by threads of its own: for in-process tests of any room.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "http/server.h"
#include "observe/metrics.h"

namespace entrepot::test {

class TestServer {
 public:
  struct Options {
    http::Limits limits{};
    std::shared_ptr<http::TlsContext> tls{};  ///< null: plain
    std::size_t threads = 2;
  };

  /// Serves at once; throws std::runtime_error when it cannot listen.
  explicit TestServer(http::Handler handler) : TestServer(std::move(handler), Options{}) {}
  TestServer(http::Handler handler, Options options);
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;
  /// Stops at once.
  ~TestServer();

  std::uint16_t port() const { return port_; }
  /// "127.0.0.1:12345", as a Host field wants it.
  std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }

  bool stop(std::chrono::milliseconds drain) { return server_->stop(drain); }

  http::Server& server() { return *server_; }
  observe::Metrics& metrics() { return metrics_; }
  boost::asio::io_context& context() { return context_; }

 private:
  observe::Metrics metrics_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_{context_.get_executor()};
  std::unique_ptr<http::Server> server_;
  std::vector<std::thread> threads_;
  std::uint16_t port_ = 0;
};

}  // namespace entrepot::test
