// PATCH /v2/<name>/blobs/uploads/<id>: one chunk, or the whole layer as one stream.
#include "api/oci/ops.h"
#include "api/oci/upload_part.h"

namespace entrepot::api::oci {

async::Task<http::Response> patch_upload(Call& call) {
  ENTREPOT_CO_TRY(const auto part, parse_part(call.context.http));
  ENTREPOT_CO_TRY(const auto bytes, co_await call.services.uploads.append(call.scope(), call.repository, call.reference,
                                                                          part, *call.context.http.body));
  http::Response response;
  response.status = 202;
  add_progress(call, bytes, response.headers);
  co_return response;
}

}  // namespace entrepot::api::oci
