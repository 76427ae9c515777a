#pragma once
// What an Error is called on the wire, in the two families of AWS.

#include <string_view>

#include "base/error.h"

namespace entrepot::api::aws {

struct WireName {
  std::string_view code;
  unsigned status = 400;
};

/// JSON 1.1 with ECR's exceptions: {kRepositoryNotFound} -> "RepositoryNotFoundException", 400.
WireName json_error(ErrorKind kind);
/// Query protocol: {kInvalidSignature} -> "SignatureDoesNotMatch", 403.
WireName query_error(ErrorKind kind);

}  // namespace entrepot::api::aws
