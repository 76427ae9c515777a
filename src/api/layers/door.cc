#include "api/layers/door.h"

#include <array>
#include <exception>

#include "api/layer_download.h"
#include "api/layer_url.h"
#include "api/layers/wire_error.h"
#include "audit/text.h"

namespace entrepot::api::layers {
namespace {

constexpr std::array kOperations{
    OperationInfo{
        .service = "layers",
        .operation = "GET /layers/<account>/<region>/<name>/<digest>",
        .action = {},
        .access = AccessLevel::kRead,
        .note = "The address that GetDownloadUrlForLayer returns: signed for one hour, as ECR's is, but served by "
                "this host and not by object storage. The right to read was checked when it was signed; that "
                "the repository still has the layer is checked at each download.",
        .event = "DownloadLayer"},
    OperationInfo{.service = "layers",
                  .operation = "HEAD /layers/<account>/<region>/<name>/<digest>",
                  .action = {},
                  .access = AccessLevel::kRead,
                  .event = "DownloadLayer"},
};

std::string parameters_of(const LayerAddress& address) {
  std::string out = "{\"repositoryName\":";
  audit::append_quoted(out, address.repository.text(), 256);
  out += ",\"layerDigest\":";
  audit::append_quoted(out, address.digest.text(), 256);
  return out + '}';
}

async::Task<http::Response> download(Services& services, const http::Request& request, CallNote& note) {
  // The signature comes first: without one, nothing is told about what there is.
  ENTREPOT_CO_CHECK_OK(check_layer_url(services.signed_paths, services.endpoints->of(request), request));
  ENTREPOT_CO_TRY(auto address, parse_layer_path(request.path()));
  if (!note.is_ignored) {
    note.registry = address.registry;
    note.parameters = parameters_of(address);
  }
  registry::Scope scope{std::move(address.registry), "layers", {}};
  co_return co_await download_layer(services.layers, std::move(scope), address.repository.text(),
                                    std::move(address.digest), request);
}

class LayersDoor final : public Door {
 public:
  explicit LayersDoor(Services& services) : services_(services) {}

  Kind kind() const override { return Kind::kLayers; }
  http::Response refusal(const http::Request& request, const Error& error) const override {
    return error_reply(error, request);
  }
  bool claims(const http::Request& request) const override { return request.path().starts_with("/layers/"); }

  boost::asio::awaitable<http::Response> handle(http::Request& request, CallNote& note) override {
    const bool is_head = request.method == http::Method::kHead;
    if (!is_head && request.method != http::Method::kGet)
      co_return error_reply(Error(ErrorKind::kUnsupported, "only GET and HEAD are allowed here"), request);
    request.route = is_head ? 1 : 0;
    Result<http::Response> result = fail(ErrorKind::kInternal, "Internal error");
    try {
      result = co_await download(services_, request, note);
    } catch (const std::exception& bug) {
      result = fail(Error(ErrorKind::kInternal, "Internal error").because(bug.what()));
    }
    if (result) co_return *std::move(result);
    if (!note.is_ignored) note.failure = result.error();
    http::Response response = error_reply(result.error(), request);
    if (response.status >= 500) log_failure(request, kOperations[request.route].operation, result.error());
    co_return response;
  }

  std::vector<OperationInfo> operations() const override { return layers::operations(); }

 private:
  Services& services_;
};

}  // namespace

std::vector<OperationInfo> operations() {
  return {kOperations.begin(), kOperations.end()};
}

std::unique_ptr<Door> make_door(Services& services) {
  return std::make_unique<LayersDoor>(services);
}

}  // namespace entrepot::api::layers
