#pragma once
// The two places where objects lie: the store, and the archive for the layers that only archived images need. An
// object's key says which: those of the archive begin with kArchivePrefix. Private to the room.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "async/byte_source.h"
#include "base/bytes.h"
#include "meta/blob_places.h"
#include "registry/core_impl.h"

namespace entrepot::registry {

inline constexpr std::string_view kArchivePrefix = "archive/";

inline bool lies_in_archive(std::string_view object_key) {
  return object_key.starts_with(kArchivePrefix);
}

struct StoredObject {
  std::string key;
  blob::DataKey data_key;
  std::uint64_t size = 0;                        ///< of the blob
  std::optional<meta::ArchivedObject> archived;  ///< as the row says, if it lies in the archive
};

/// The blob's bytes, wherever and in whatever form they lie. As blob::BlobStore::open().
async::Task<std::unique_ptr<async::ByteSource>> open_object(Core::Impl& core, StoredObject object, ByteRange range);
/// As blob::BlobStore::remove().
async::Task<void> remove_object(Core::Impl& core, std::string key);
/// Calls `each` with the key of every object of both places, in no order.
async::Task<void> list_objects(Core::Impl& core, std::function<Result<void>(const std::string& key)> each);

}  // namespace entrepot::registry
