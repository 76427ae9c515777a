// DELETE /v2/<name>/blobs/uploads/<id>
#include "api/oci/ops.h"

namespace entrepot::api::oci {

async::Task<http::Response> cancel_upload(Call& call) {
  ENTREPOT_CO_CHECK_OK(co_await call.services.uploads.cancel(call.scope(), call.repository, call.reference));
  http::Response response;
  response.status = 204;
  co_return response;
}

}  // namespace entrepot::api::oci
