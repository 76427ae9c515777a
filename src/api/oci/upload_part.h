#pragma once
// The chunk that a PATCH or a closing PUT brings.

#include "api/oci/call.h"
#include "registry/uploads.h"

namespace entrepot::api::oci {

/// From Content-Range and Content-Length; neither is needed. kInvalidParameter, with both numbers, if they disagree.
Result<registry::Uploads::Part> parse_part(const http::Request& request);

/// Location, Docker-Upload-UUID and Range of a session with `bytes` bytes.
void add_progress(const Call& call, std::uint64_t bytes, http::Headers& headers);

}  // namespace entrepot::api::oci
