// DELETE /v2/<name>/blobs/<digest>
#include "api/oci/ops.h"

namespace entrepot::api::oci {

async::Task<http::Response> delete_blob(Call& call) {
  ENTREPOT_CO_TRY(auto digest, Digest::parse(call.reference));
  ENTREPOT_CO_CHECK_OK(co_await call.services.layers.remove(call.scope(), call.repository, std::move(digest)));
  http::Response response;
  response.status = 202;
  co_return response;
}

}  // namespace entrepot::api::oci
