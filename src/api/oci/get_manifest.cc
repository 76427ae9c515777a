// GET and HEAD /v2/<name>/manifests/<reference>: the hot path.
#include "api/oci/accept.h"
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
  const bool is_by_tag = ref->tag.has_value();
  const bool is_pull = call.context.http.method != http::Method::kHead;
  ENTREPOT_CO_TRY(auto manifest, co_await call.services.images.get(
                                     call.scope(), call.repository, *std::move(ref),
                                     is_pull ? registry::Images::Use::kPull : registry::Images::Use::kLook));

  // By digest never: what a digest names does not depend on who asks.
  if (is_by_tag && !plainly_takes(call.context.http.headers, manifest.media_type)) {
    const Accept accept(call.context.http.headers);
    ENTREPOT_CO_TRY(manifest,
                    co_await call.services.images.in_format(call.scope(), call.repository, std::move(manifest),
                                                            [&](std::string_view type) { return accept.takes(type); }));
  }

  http::Response response;
  const std::string etag = "\"" + manifest.digest.text() + "\"";
  response.headers.add("Docker-Content-Digest", manifest.digest.text());
  response.headers.add("ETag", etag);
  if (is_known(call.context.http, etag)) {
    response.status = 304;
    co_return response;
  }
  const std::string_view type = content_type_or_octets(manifest.media_type);
  response.headers.add("Content-Type", std::string(type));
  // Whoever pushes chooses the type, "text/html" too: nothing that a browser shows may run in it.
  if (type.starts_with("application/vnd.")) {
    response.headers.add("X-Content-Type-Options", "nosniff");
  } else {
    forbid_rendering(response.headers);
  }
  response.body = std::move(manifest.bytes);
  co_return response;
}

}  // namespace entrepot::api::oci
