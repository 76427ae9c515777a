#pragma once
// Looking for layers, and what comes with telling a client that one is there. Private to the room.

#include <span>
#include <vector>

#include "meta/blobs.h"
#include "registry/core_impl.h"
#include "registry/layers.h"

namespace entrepot::registry {

/// What the repository may hand out: linked, and not known to be damaged (then a client's push brings it again).
async::Task<std::optional<meta::LinkedBlob>> find_layer(sql::Transaction& tx, const Scope& scope,
                                                        const std::string& repository, const Digest& digest);

/// Renews the leases that run out soon. True for each that the collector has not taken meanwhile.
async::Task<std::vector<bool>> renew_leases(Core::Impl& core, std::span<const meta::BlobRow* const> blobs);

LayerInfo to_layer_info(const meta::LinkedBlob& found);

}  // namespace entrepot::registry
