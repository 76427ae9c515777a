#pragma once
// Errors in the form of the object storage whose place this door takes.

#include <string_view>

#include "base/error.h"
#include "http/message.h"

namespace entrepot::api::layers {

struct WireError {
  unsigned status;
  std::string_view code;
};
/// Total: a new kind does not compile until it is decided here.
WireError wire_error(ErrorKind kind);

/// `<Error><Code>..</Code><Message>..</Message><RequestId>..</RequestId></Error>`; no body for HEAD.
http::Response error_reply(const Error& error, const http::Request& request);

}  // namespace entrepot::api::layers
