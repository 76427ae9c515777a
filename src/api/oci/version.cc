// GET and HEAD /v2/: "is this a registry, and am I logged in?"
#include "api/oci/ops.h"

namespace entrepot::api::oci {

async::Task<http::Response> version(Call&) {
  http::Response response;
  response.headers.add("Content-Type", "application/json");
  response.body = std::string("{}");
  co_return response;
}

}  // namespace entrepot::api::oci
