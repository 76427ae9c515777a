#include "api/layer_download.h"

#include <utility>

#include "api/range.h"
#include "api/replies.h"

namespace entrepot::api {
namespace {

void describe(const registry::LayerInfo& info, http::Headers& headers) {
  headers.add("Content-Type", std::string(content_type_or_octets(info.media_type)));
  headers.add("Docker-Content-Digest", info.digest.text());
  headers.add("ETag", "\"" + info.digest.text() + "\"");
  headers.add("Accept-Ranges", "bytes");
  // A digest names these bytes for ever; but the right to read them is asked each time.
  headers.add("Cache-Control", "private, max-age=31536000, immutable");
  forbid_rendering(headers);
}

Error not_satisfiable(std::uint64_t size) {
  return Error(ErrorKind::kRangeNotSatisfiable,
               "The requested range is not satisfiable: the layer has " + std::to_string(size) + " bytes")
      .at_offset(size);
}

http::Response answer(registry::Layers::Opened opened, bool is_part) {
  http::Response response;
  response.status = is_part ? 206 : 200;
  describe(opened.info, response.headers);
  if (is_part)
    response.headers.add("Content-Range", "bytes " + std::to_string(opened.range.first) + "-" +
                                              std::to_string(opened.range.end() - 1) + "/" +
                                              std::to_string(opened.info.size));
  response.body = http::Response::Stream{std::move(opened.source), opened.range.length};
  return response;
}

}  // namespace

async::Task<http::Response> download_layer(registry::Layers& layers, registry::Scope scope, std::string repository,
                                           Digest digest, const http::Request& request) {
  // HEAD has no ranges (RFC 9110, section 14.2).
  if (request.method == http::Method::kHead) {
    ENTREPOT_CO_TRY(const auto info, co_await layers.stat(std::move(scope), std::move(repository), std::move(digest)));
    http::Response response;
    describe(info, response.headers);
    response.head_length = info.size;
    co_return response;
  }

  const auto header = request.headers.find("Range");
  const RequestedRange wanted = header ? parse_range(*header) : RequestedRange{};
  if (wanted.kind == RequestedRange::Kind::kWhole) {
    ENTREPOT_CO_TRY(auto opened,
                    co_await layers.open(std::move(scope), std::move(repository), std::move(digest), std::nullopt));
    co_return answer(std::move(opened), false);
  }
  // The size decides what a range means, so it is asked for first: a layer's size never changes.
  ENTREPOT_CO_TRY(const auto info, co_await layers.stat(scope, repository, digest));
  const auto range = resolve(wanted, info.size);
  if (!range) co_return fail(not_satisfiable(info.size));
  const bool is_part = info.size != 0;
  ENTREPOT_CO_TRY(auto opened, co_await layers.open(std::move(scope), std::move(repository), std::move(digest),
                                                    is_part ? range : std::nullopt));
  co_return answer(std::move(opened), is_part);
}

void add_size_for_range(const Error& error, http::Headers& headers) {
  if (error.kind() == ErrorKind::kRangeNotSatisfiable && error.offset())
    headers.add("Content-Range", "bytes */" + std::to_string(*error.offset()));
}

}  // namespace entrepot::api
