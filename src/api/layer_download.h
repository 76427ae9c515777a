#pragma once
// GET and HEAD of a layer, with ranges: the same at the OCI door and at the layers door.

#include <string>

#include "async/task.h"
#include "base/digest.h"
#include "http/message.h"
#include "registry/layers.h"
#include "registry/types.h"

namespace entrepot::api {

/// 200 or 206. Errors of registry::Layers; kRangeNotSatisfiable carries the layer's size. `request` decides method and
/// range and is not kept.
async::Task<http::Response> download_layer(registry::Layers& layers, registry::Scope scope, std::string repository,
                                           Digest digest, const http::Request& request);

/// For the answer to kRangeNotSatisfiable: "bytes */1234" (RFC 9110, section 15.5.17).
void add_size_for_range(const Error& error, http::Headers& headers);

}  // namespace entrepot::api
