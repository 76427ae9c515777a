// POST /v2/<name>/blobs/uploads/: a session; with ?mount= a link to a layer that is here already; with ?digest= the
// whole layer at once.
#include "api/oci/ops.h"
#include "base/encoding.h"

namespace entrepot::api::oci {
namespace {

http::Response created(const Call& call, const Digest& digest) {
  http::Response response;
  response.status = 201;
  response.headers.add("Location", blob_location(call.repository, digest));
  response.headers.add("Docker-Content-Digest", digest.text());
  return response;
}

/// False when the layer is not there, or the caller may not read it where it is: both look the same from outside.
async::Task<bool> try_mount(Call& call, Digest digest) {
  constexpr std::string_view kRead = "ecr:GetDownloadUrlForLayer";
  std::string from;
  if (const auto named = call.query.find("from"); named && !named->empty()) {
    if (!model::RepositoryName::parse(*named)) co_return false;
    ENTREPOT_CO_TRY(const bool may_read, co_await call.may(kRead, std::string(*named)));
    if (!may_read) co_return false;
    from = *named;
  }
  co_return co_await call.services.layers.mount(
      call.scope(), call.repository, std::move(digest), std::move(from),
      [&call, kRead](std::string repository) { return call.may(kRead, std::move(repository)); });
}

/// "digest-algorithm" announces the digest of the closing PUT; both algorithms are computed anyway.
Result<void> check_algorithm(const Query& query) {
  const auto algorithm = query.find("digest-algorithm");
  if (!algorithm || *algorithm == "sha256" || *algorithm == "sha512") return {};
  return fail(ErrorKind::kInvalidDigest,
              "The digest algorithm '" + printable(*algorithm, 64) + "' is not known; sha256 and sha512 are");
}

}  // namespace

async::Task<http::Response> start_upload(Call& call) {
  ENTREPOT_CO_CHECK_OK(check_algorithm(call.query));
  if (const auto mount = call.query.find("mount")) {
    ENTREPOT_CO_TRY(auto digest, Digest::parse(*mount));
    ENTREPOT_CO_TRY(const bool mounted, co_await try_mount(call, digest));
    if (mounted) co_return created(call, digest);
  }
  if (const auto whole = call.query.find("digest")) {
    ENTREPOT_CO_TRY(auto digest, Digest::parse(*whole));
    ENTREPOT_CO_TRY(const auto stored, co_await call.services.uploads.put(call.scope(), call.repository,
                                                                          std::move(digest), *call.context.http.body));
    co_return created(call, stored.digest);
  }

  ENTREPOT_CO_TRY(const auto id, co_await call.services.uploads.start(call.scope(), call.repository));
  http::Response response;
  response.status = 202;
  response.headers.add("Location", upload_location(call.repository, id));
  response.headers.add("Docker-Upload-UUID", id);
  response.headers.add("Range", upload_range(0));
  co_return response;
}

}  // namespace entrepot::api::oci
