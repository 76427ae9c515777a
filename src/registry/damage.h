#pragma once
// What happens when stored bytes turn out to be damaged. Private to the room.

#include <string>

#include "base/digest.h"
#include "meta/ids.h"
#include "registry/core_impl.h"

namespace entrepot::registry {

struct DamagedBlob {
  meta::BlobKey key{};
  Digest digest;
  std::string object_key;
};

/// Says in the blob's row that it is damaged: from then on clients are told that it is not there, and a push brings it
/// again. Nothing is deleted.
async::Task<void> report_damage(Core::Impl& core, DamagedBlob blob, Error error);

}  // namespace entrepot::registry
