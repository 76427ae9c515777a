#include "admin/messages.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace entrepot::admin {
namespace {

using Clock = std::chrono::steady_clock;

/// Waits until the socket is ready; false when time is up.
bool wait_for(int socket, short events, Clock::time_point until) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    pollfd waiting{.fd = socket, .events = events, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

std::unexpected<Error> too_slow() {
  return fail(ErrorKind::kTimeout, "the other side of the admin socket is too slow");
}
std::unexpected<Error> gone() {
  return fail(ErrorKind::kUnavailable, "the admin socket was closed by the other side");
}

}  // namespace

Result<std::string> read_message(int socket, std::chrono::milliseconds patience) {
  const auto until = Clock::now() + patience;
  std::string text;
  std::array<char, 16'384> block{};
  for (;;) {
    if (!wait_for(socket, POLLIN, until)) return too_slow();
    const ssize_t got = ::recv(socket, block.data(), block.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return gone();
    text.append(block.data(), static_cast<std::size_t>(got));
    if (text.size() > kMaxMessage) return fail(ErrorKind::kTooLarge, "the message to the admin socket is too large");
    if (!text.ends_with('\n')) continue;
    text.pop_back();
    return text;
  }
}

Result<void> write_message(int socket, std::string_view text, std::chrono::milliseconds patience) {
  const auto until = Clock::now() + patience;
  std::string line(text);
  line += '\n';
  std::string_view left = line;
  while (!left.empty()) {
    if (!wait_for(socket, POLLOUT, until)) return too_slow();
    const ssize_t sent = ::send(socket, left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (sent < 0) return gone();
    left.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

}  // namespace entrepot::admin
