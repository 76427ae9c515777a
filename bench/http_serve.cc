// The bare HTTP server, for load generators: what `http` costs before a registry does anything.
//
//   http_serve [threads] [folder]     with a folder: TLS too, with a private CA made there
//
// GET /small  2 KiB from memory        GET /big    1 GiB as a stream of 64 KiB slices
// PUT /sink   counts the body          Ends at end of file on standard input.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "http/self_signed.h"
#include "http/server.h"

namespace {

using entrepot::operator""_KiB;
using entrepot::operator""_GiB;
namespace async = entrepot::async;
namespace http = entrepot::http;

const auto kSmall = std::make_shared<const std::string>(2_KiB, 's');
const std::string kSlice(64_KiB, 'b');

class Big final : public async::ByteSource {
 public:
  explicit Big(std::uint64_t size) : left_(size) {}
  async::Task<async::Slice> next() override {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, kSlice.size()));
    left_ -= n;
    co_return async::Slice{nullptr, {reinterpret_cast<const std::uint8_t*>(kSlice.data()), n}};
  }

 private:
  std::uint64_t left_;
};

boost::asio::awaitable<http::Response> serve(http::Request& request) {
  http::Response response;
  if (request.path() == "/small") {
    response.headers.add("Content-Type", "application/json");
    response.body = kSmall;
  } else if (request.path() == "/big") {
    response.body = http::Response::Stream{std::make_unique<Big>(1_GiB), 1_GiB};
  } else if (request.path() == "/sink") {
    std::uint64_t size = 0;
    for (;;) {
      auto slice = co_await request.body->next();
      if (!slice) co_return http::Response{.status = 400, .body = std::string(slice.error().message())};
      if (slice->bytes.empty()) break;
      size += slice->bytes.size();
    }
    response.body = std::to_string(size) + "\n";
  } else {
    response.status = 404;
  }
  co_return response;
}

}  // namespace

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::atoi(argv[1]) : 2;
  entrepot::observe::Metrics metrics;
  boost::asio::io_context context(threads);
  auto busy = boost::asio::make_work_guard(context);
  http::Server server(context, {}, serve, metrics);
  const auto port = server.listen({});
  if (!port) return std::fprintf(stderr, "%s\n", std::string(port.error().message()).c_str()), 1;
  std::printf("plain %u\n", static_cast<unsigned>(*port));
  if (argc > 2) {
    const std::filesystem::path dir = argv[2];
    if (const auto made = http::make_private_ca(dir, {}); !made) return 1;
    auto tls = http::load_tls(dir / "server.crt", dir / "server.key");
    if (!tls) return 1;
    const auto secure = server.listen({.tls = *tls});
    if (!secure) return 1;
    std::printf("tls %u\n", static_cast<unsigned>(*secure));
  }
  std::fflush(stdout);
  std::vector<std::thread> pool;
  for (int i = 0; i < threads; ++i) pool.emplace_back([&context] { context.run(); });
  while (std::getchar() != EOF) {
  }
  server.stop(std::chrono::milliseconds(100));
  busy.reset();
  for (std::thread& thread : pool) thread.join();
  return 0;
}
