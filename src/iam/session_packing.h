#pragma once
// The principal of a session as few bytes, for the tokens that carry it. They stand inside sealed bytes, so whoever
// unpacks them made them.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "iam/principal.h"

namespace entrepot::iam {

/// `principal` has a session. Compressed with a dictionary of what policies and ARNs are made of.
std::vector<std::uint8_t> pack_session(const Principal& principal);
/// nullopt for bytes of another form: of a later version, say. A session policy that cannot be read any more denies
/// all.
std::optional<Principal> unpack_session(std::span<const std::uint8_t> packed);

}  // namespace entrepot::iam
