#pragma once
// Upload sessions: start, append in order, finish with a digest, cancel; they survive restarts.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "async/byte_source.h"
#include "async/task.h"
#include "registry/types.h"

namespace entrepot::registry {

class Core;

/// What InitiateLayerUpload announces, and the least that a part other than the last may have at the AWS door.
inline constexpr std::uint64_t kPartBytes = 10ull << 20;
inline constexpr std::uint64_t kMinPartBytes = 5ull << 20;

class Uploads {
 public:
  explicit Uploads(Core& core) : core_(core) {}

  /// A new session; its id is a UUID. kRepositoryNotFound.
  async::Task<std::string> start(Scope scope, std::string repository);

  /// Bytes that are durable. kUploadNotFound for an unknown id, one of another repository, or of another principal.
  async::Task<std::uint64_t> status(Scope scope, std::string repository, std::string id);

  struct Part {
    std::optional<std::uint64_t> first_byte;  ///< must equal the offset, else kLayerPartOutOfOrder (with at_offset)
    std::optional<std::uint64_t> last_byte;   ///< inclusive; then exactly that many bytes must come
    /// The AWS door's rule: parts but the last have kMinPartBytes; judged at finish (kLayerPartTooSmall).
    bool counts_as_part = false;
  };
  /// Appends and makes durable; returns the new offset. After a broken body the session stands at its last durable
  /// offset. One append at a time: a second one meanwhile is kLayerPartOutOfOrder.
  async::Task<std::uint64_t> append(Scope scope, std::string repository, std::string id, Part part,
                                    async::ByteSource& body);

  struct Finished {
    Digest digest;
    std::uint64_t size = 0;
  };
  enum class Door : std::uint8_t { kOci, kAws };
  /// Ends the session. kLayerDigestMismatch "None of the provided layer digests match the calculated layer digest" (the
  /// session is gone then). At the AWS door also kEmptyUpload, kLayerPartTooSmall and kLayerExists; at the OCI door an
  /// existing layer is success and `last`, if given, is appended first.
  async::Task<Finished> finish(Scope scope, std::string repository, std::string id, std::vector<Digest> digests,
                               Door door, async::ByteSource* last, Part last_part);

  /// start() and finish() in one: POST with ?digest=.
  async::Task<Finished> put(Scope scope, std::string repository, Digest digest, async::ByteSource& body);

  /// kUploadNotFound if there is none.
  async::Task<void> cancel(Scope scope, std::string repository, std::string id);

 private:
  Core& core_;
};

}  // namespace entrepot::registry
