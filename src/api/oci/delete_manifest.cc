// DELETE /v2/<name>/manifests/<reference>
#include "api/oci/ops.h"

namespace entrepot::api::oci {

async::Task<http::Response> delete_manifest(Call& call) {
  auto ref = parse_reference(call.reference);
  if (!ref) {
    if (ref.error().kind() == ErrorKind::kInvalidTag)
      co_return fail(ErrorKind::kImageNotFound, "Requested image not found");
    co_return fail(std::move(ref).error());
  }
  ENTREPOT_CO_CHECK_OK(co_await call.services.images.remove(call.scope(), call.repository, *std::move(ref)));
  http::Response response;
  response.status = 202;
  co_return response;
}

}  // namespace entrepot::api::oci
