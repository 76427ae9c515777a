// GET /v2/<name>/blobs/uploads/<id>: how far it is, to go on after a broken connection.
#include "api/oci/ops.h"
#include "api/oci/upload_part.h"

namespace entrepot::api::oci {

async::Task<http::Response> upload_status(Call& call) {
  ENTREPOT_CO_TRY(const auto bytes,
                  co_await call.services.uploads.status(call.scope(), call.repository, call.reference));
  http::Response response;
  response.status = 204;
  add_progress(call, bytes, response.headers);
  co_return response;
}

}  // namespace entrepot::api::oci
