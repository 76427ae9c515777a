// GET and HEAD /v2/<name>/blobs/<digest>
#include "api/layer_download.h"
#include "api/oci/ops.h"

namespace entrepot::api::oci {

async::Task<http::Response> get_blob(Call& call) {
  ENTREPOT_CO_TRY(auto digest, Digest::parse(call.reference));
  co_return co_await download_layer(call.services.layers, call.scope(), call.repository, std::move(digest),
                                    call.context.http);
}

}  // namespace entrepot::api::oci
