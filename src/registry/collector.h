#pragma once
// One run of the collector. Private to the room.

#include "registry/core_impl.h"

namespace entrepot::registry {

/// Removes what expired, in small transactions; pushes and pulls go on beside it. Returns how many things it removed.
async::Task<std::size_t> run_collector(Core::Impl& core);

}  // namespace entrepot::registry
