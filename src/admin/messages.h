#pragma once
// Members of a command's request, and messages of several lines through a socket.

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"
#include "json/reader.h"

namespace entrepot::admin {

/// Whole messages over a connected stream socket: one line each. kTimeout when the peer is too slow, kTooLarge beyond
/// the limit, kUnavailable when it is gone.
inline constexpr std::size_t kMaxMessage = 1'024 * 1'024;
Result<std::string> read_message(int socket, std::chrono::milliseconds patience);
Result<void> write_message(int socket, std::string_view text, std::chrono::milliseconds patience);

}  // namespace entrepot::admin
