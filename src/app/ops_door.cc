#include "app/ops_door.h"

#include <string>

namespace entrepot::app {
namespace {

http::Response text(unsigned status, std::string body, std::string type = "text/plain; charset=utf-8") {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", std::move(type));
  response.headers.add("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

}  // namespace

boost::asio::awaitable<http::Response> OpsDoor::handle(http::Request& request) const {
  if (request.method != http::Method::kGet && request.method != http::Method::kHead) {
    http::Response refused = text(405, "only GET and HEAD here\n");
    refused.headers.add("Allow", "GET, HEAD");
    co_return refused;
  }
  if (request.path() == "/healthz") co_return text(200, "ok\n");
  if (request.path() == "/readyz") co_return ready_ ? text(200, "ready\n") : text(503, "not ready\n");
  if (request.path() == "/metrics") co_return text(200, metrics_.render(), "text/plain; version=0.0.4; charset=utf-8");
  co_return text(404, "there is /healthz, /readyz and /metrics here\n");
}

}  // namespace entrepot::app
