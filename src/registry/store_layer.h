#pragma once
// The last step of every upload: from an object in the blob store to a layer of a repository. Private to the room.

#include "meta/uploads.h"
#include "registry/core_impl.h"

namespace entrepot::registry {

struct FinishedBlob {
  blob::Stored object;
  meta::DataKeyKey data_key{};
  /// The upload session's row, which goes in the same transaction; empty if it has none.
  std::string upload_id;
};

enum class LayerWas : std::uint8_t { kNew, kInRepository };

/// Links the layer to the repository. If the domain holds the digest already, that blob is linked and the object that
/// was just written is removed. kRepositoryNotFound if the repository went meanwhile.
async::Task<LayerWas> store_layer(Core::Impl& core, const Scope& scope, const std::string& repository,
                                  FinishedBlob finished);

}  // namespace entrepot::registry
