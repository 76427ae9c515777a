#pragma once
// Layers (blobs as one repository sees them): a digest alone grants nothing; every look goes through the repository's
// link to the blob.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "async/byte_source.h"
#include "async/task.h"
#include "base/bytes.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

struct LayerInfo {
  Digest digest;
  std::uint64_t size = 0;
  std::string media_type;  ///< as an image of this repository describes it; octet-stream while none does
};

struct Availability {
  std::string digest;             ///< as asked
  std::optional<LayerInfo> info;  ///< nullopt: not in this repository
  bool is_archived = false;       ///< there, but only archived images need it
};

class Layers {
 public:
  explicit Layers(Core& core) : core_(core) {}

  /// kRepositoryNotFound; kBlobNotFound if the repository has no link to it, or only archived images need it. Renews
  /// the lease: for a day the collector will not take it.
  async::Task<LayerInfo> stat(Scope scope, std::string repository, Digest digest);
  /// As stat() for many at once, without failing for absent ones.
  async::Task<std::vector<Availability>> availability(Scope scope, std::string repository, std::vector<Digest> digests);
  /// Streams verified bytes. nullopt range: all. kRangeNotSatisfiable if it begins past the end.
  struct Opened {
    LayerInfo info;
    ByteRange range;  ///< what is really sent (cut to the size)
    std::unique_ptr<async::ByteSource> source;
  };
  async::Task<Opened> open(Scope scope, std::string repository, Digest digest, std::optional<ByteRange> range);
  /// For GetDownloadUrlForLayer: kLayersNotFound; kLayerInaccessible while no image that can be pulled refers to it.
  async::Task<LayerInfo> stat_for_download(Scope scope, std::string repository, Digest digest);
  /// Removes the repository's link. kBlobNotFound; kUnsupported while an image of the repository needs it.
  async::Task<void> remove(Scope scope, std::string repository, Digest digest);
  /// Links a blob of another repository (any repository of the registry that has it, when `from` is empty) into this
  /// one. False if it cannot be done (absent, other encryption, switched off for the registry): then the caller starts
  /// an upload. The caller has checked the right to read `from`; with an empty `from`, `may_read` is asked for each
  /// candidate.
  using MayRead = std::function<async::Task<bool>(std::string repository)>;
  async::Task<bool> mount(Scope scope, std::string repository, Digest digest, std::string from, MayRead may_read);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
