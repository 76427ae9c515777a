// PUT /v2/<name>/blobs/uploads/<id>?digest=: ends the session, with the last chunk or the whole layer in the body.
#include "api/oci/ops.h"
#include "api/oci/upload_part.h"

namespace entrepot::api::oci {

async::Task<http::Response> put_upload(Call& call) {
  const auto text = call.query.find("digest");
  if (!text)
    co_return fail(ErrorKind::kInvalidDigest, "The query parameter 'digest' is missing: the digest of the whole layer");
  ENTREPOT_CO_TRY(auto digest, Digest::parse(*text));
  const http::Request& request = call.context.http;
  const bool has_body = request.content_length != 0;
  registry::Uploads::Part part;
  if (has_body) {
    ENTREPOT_CO_TRY(part, parse_part(request));
  }
  std::vector<Digest> digests;
  digests.push_back(std::move(digest));
  ENTREPOT_CO_TRY(const auto stored, co_await call.services.uploads.finish(
                                         call.scope(), call.repository, call.reference, std::move(digests),
                                         registry::Uploads::Door::kOci, has_body ? request.body : nullptr, part));
  http::Response response;
  response.status = 201;
  response.headers.add("Location", blob_location(call.repository, stored.digest));
  response.headers.add("Docker-Content-Digest", stored.digest.text());
  co_return response;
}

}  // namespace entrepot::api::oci
