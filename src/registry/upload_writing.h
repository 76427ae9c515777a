#pragma once
// How a request gets hold of an upload session and writes to it. Private to the room.

#include <optional>
#include <string>

#include "async/byte_source.h"
#include "registry/core_impl.h"
#include "registry/uploads.h"

namespace entrepot::registry {

/// kRepositoryNotFound, kUploadNotFound (unknown, of another repository, of another principal), kLayerPartOutOfOrder
/// while another request works on it.
async::Task<UploadSessions::Claim> claim_upload(Core::Impl& core, const Scope& scope, const std::string& repository,
                                                const std::string& id);

/// Opens the session's sink where its row stands. kUploadNotFound, and the session is gone, if the bytes are.
async::Task<void> open_sink(Core::Impl& core, UploadSessions::Claim& upload);

/// kLayerPartOutOfOrder unless `part` begins at the durable offset.
Result<void> check_order(const UploadSession& session, const Uploads::Part& part);

/// What came of a body. A failure of the sink is an error instead, and the sink is gone.
struct Copied {
  enum class End : std::uint8_t { kClean, kBroken, kWrongLength, kTooLarge };
  End end = End::kClean;
  std::uint64_t bytes = 0;      ///< taken by the sink
  std::optional<Error> reason;  ///< unless kClean
};
async::Task<Copied> copy_body(Core::Impl& core, UploadSession& session, async::ByteSource& body,
                              const Uploads::Part& part);

/// Makes what the sink holds durable and says so in the row: one sync of the blob store, then one commit. The order
/// matters: a row never tells of bytes that a crash could take. A crash between the two leaves bytes that resume()
/// forgets, or, of a session without a row, an upload that open() forgets.
async::Task<void> save_progress(Core::Impl& core, UploadSessions::Claim& upload, std::uint64_t part_bytes,
                                const Uploads::Part& part);

/// After a failure to write (a full disk, above all): frees what was written and never acknowledged, at once. What was
/// acknowledged stays for the client to go on from.
async::Task<void> give_back(Core::Impl& core, UploadSessions::Claim& upload);

/// Forgets the session everywhere: row first, bytes second, so that what a crash leaves has no row and is forgotten by
/// open().
async::Task<void> discard_upload(Core::Impl& core, UploadSessions::Claim& upload);

}  // namespace entrepot::registry
