#pragma once
// From a row and a call to the questions that the authorizer is asked.

#include "api/oci/ops.h"

namespace entrepot::api::oci {

enum class Known : std::uint8_t { kHead, kBody };

/// Whether the call may go on; true if that is not certain before its body is known. Where all is in memory, this waits
/// for nothing. A repository that the caller has no rights in because it is not there, but would have if the push made
/// it, is made.
async::Task<bool> admit(const Row& row, const Call& call, Known known);

/// For a push that found no repository: makes it if a creation template or the configuration wants it made, and the
/// pusher may make it, and may push to it as it will then be. False if nobody wants it: then the pusher learns no more
/// than that it is not there.
async::Task<bool> make_repository(const Row& row, const Call& call);

}  // namespace entrepot::api::oci
