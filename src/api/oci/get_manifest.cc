// GET and HEAD /v2/<name>/manifests/<reference>: the hot path.
#include "api/oci/ops.h"
#include "api/replies.h"

namespace entrepot::api::oci {
namespace {

/// Whether If-None-Match names this digest (RFC 9110, section 13.1.2; our tags are strong, lists are rare).
bool is_known(const http::Request& request, const std::string& etag) {
  const auto header = request.headers.find("If-None-Match");
  return header && (*header == "*" || header->contains(etag));
}

}  // namespace

async::Task<http::Response> get_manifest(Call& call) {
  auto ref = parse_reference(call.reference);
  if (!ref) {
    // What can be no tag is no image: an honest 404, which is what OCI's conformance program wants, too.
    if (ref.error().kind() == ErrorKind::kInvalidTag)
      co_return fail(ErrorKind::kImageNotFound, "Requested image not found");
    co_return fail(std::move(ref).error());
  }
  ENTREPOT_CO_TRY(auto manifest, co_await call.services.images.get(call.scope(), call.repository, *std::move(ref)));

  http::Response response;
  const std::string etag = "\"" + manifest.digest.text() + "\"";
  response.headers.add("Docker-Content-Digest", manifest.digest.text());
  response.headers.add("ETag", etag);
  if (is_known(call.context.http, etag)) {
    response.status = 304;
    co_return response;
  }
  response.headers.add("Content-Type", std::string(content_type_or_octets(manifest.media_type)));
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.body = std::move(manifest.bytes);
  co_return response;
}

}  // namespace entrepot::api::oci
