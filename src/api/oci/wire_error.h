#pragma once
// Errors on the wire: status, code, body and headers, as ECR's /v2/ endpoint and the OCI distribution-spec have them.

#include <string_view>

#include "api/oci/route.h"
#include "base/error.h"
#include "http/message.h"

namespace entrepot::api::oci {

struct WireError {
  unsigned status;
  std::string_view code;  ///< of the OCI specification's list, or ECR's own
};

/// The one place where kinds become codes: total, so that a new kind does not compile until it is decided here.
WireError wire_error(ErrorKind kind, Endpoint endpoint);

/// The whole answer: `{"errors":[{"code":..,"message":..}]}` and a newline; for a missing credential ECR's plain
/// "Not Authorized". With a challenge on every 401, Retry-After on 429 and 503, where to go on after a refused part of
/// an upload, the size after a refused range. No body for HEAD.
http::Response error_reply(const Error& error, Endpoint endpoint, const http::Request& request);

/// 405 with the methods that the endpoint knows.
http::Response wrong_method(std::string_view allowed, const http::Request& request);

}  // namespace entrepot::api::oci
