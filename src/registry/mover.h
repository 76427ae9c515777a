#pragma once
// One run of the mover: layers go to the archive and come back. Private to the room.

#include "registry/core_impl.h"

namespace entrepot::registry {

/// Moves what lies in the wrong place, one layer after the other, and makes images active of which all is back. Returns
/// how many layers it moved. A second run beside it does nothing.
///
/// Each move: the new object is durable; one transaction makes the row name it and buries the old one; the collector
/// removes that. A crash leaves an upload without a row, an object without a row, or a buried object, and never a row
/// without an object; the note that asked for the move is still there and it is made again.
async::Task<std::size_t> run_mover(Core::Impl& core);

}  // namespace entrepot::registry
