#pragma once
// How archived images come back, with all that they hold: an index that may be pulled holds no archived image. Private
// to the room.

#include "registry/core_impl.h"

namespace entrepot::registry {

/// Archived ones are on their way back, and the mover looks at their layers.
async::Task<void> begin_restoring(sql::Transaction& tx, meta::ImageKey image, SysTime now);

enum class WasInactive : std::uint8_t { kNo, kYes };
/// They may be pulled at once: their layers are read where they lie until the mover has moved them.
async::Task<WasInactive> restore_now(sql::Transaction& tx, meta::ImageKey image, SysTime now);

}  // namespace entrepot::registry
