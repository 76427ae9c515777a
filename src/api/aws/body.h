#pragma once
// Request bodies of the AWS door: read whole, because the signature covers them, so their memory is budgeted.

#include <cstddef>
#include <string>

#include "api/body_budget.h"
#include "async/task.h"
#include "http/message.h"

namespace entrepot::api::aws {

struct Body {
  std::string text;
  std::string sha256_hex;  ///< of the bytes received
};

/// Reads to the end, hashing on the way. kTooLarge beyond `limit`, before reading when the length is announced.
async::Task<Body> read_body(http::Request& request, std::size_t limit);

}  // namespace entrepot::api::aws
