#include "admin/socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include "admin/messages.h"
#include "observe/log.h"

namespace entrepot::admin {
namespace {

constexpr observe::Logger kLog{"admin"};
constexpr std::chrono::seconds kRequestPatience{5};
/// A command waits for the disk.
constexpr std::chrono::seconds kAnswerPatience{60};

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

/// The address of a socket in a folder whose path may be too long for one: by way of the open folder. The folder must
/// stay open while the address is used.
struct Address {
  Descriptor folder;
  sockaddr_un text{};
};
std::optional<Address> address_of(const std::filesystem::path& file) {
  Address out{.folder = Descriptor(::open(file.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC))};
  if (out.folder.get() < 0) return std::nullopt;
  out.text.sun_family = AF_UNIX;
  const std::string path = fmt::format("/proc/self/fd/{}/{}", out.folder.get(), file.filename().string());
  if (path.size() >= sizeof out.text.sun_path) return std::nullopt;
  std::memcpy(out.text.sun_path, path.c_str(), path.size() + 1);
  return out;
}
const sockaddr* generic(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address.text);
}

Descriptor new_socket() {
  return Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

std::unexpected<Error> cannot(std::string_view what, const std::filesystem::path& file) {
  return fail(ErrorKind::kUnavailable,
              fmt::format("cannot {} the admin socket {}: {}", what, file.string(), ::strerrordesc_np(errno)));
}

std::string answer_text(const Result<json::Object>& answer) {
  json::Object out;
  if (answer) {
    out["result"] = *answer;
  } else {
    out["error"] = answer.error().message();
  }
  return boost::json::serialize(out);
}

}  // namespace

struct Socket::Impl {
  std::filesystem::path file;
  Handler handler;
  Descriptor listening;
  Descriptor ending;
  std::thread thread;

  void run();
  void serve(int peer);
};

Result<std::unique_ptr<Socket>> Socket::open(std::filesystem::path file, Handler handler) {
  auto impl = std::make_unique<Impl>();
  const auto address = address_of(file);
  if (!address) return cannot("make", file);
  ::unlink(file.c_str());
  impl->listening = new_socket();
  const int listening = impl->listening.get();
  // Nobody else may connect, from the first moment on.
  const bool is_private = listening >= 0 && ::fchmod(listening, 0600) == 0;
  if (!is_private || ::bind(listening, generic(*address), sizeof address->text) != 0) return cannot("make", file);
  if (::chmod(file.c_str(), 0600) != 0 || ::listen(listening, 8) != 0) return cannot("listen on", file);
  impl->ending = Descriptor(::eventfd(0, EFD_CLOEXEC));
  if (impl->ending.get() < 0) return cannot("make", file);
  impl->file = std::move(file);
  impl->handler = std::move(handler);
  impl->thread = std::thread([self = impl.get()] { self->run(); });
  return std::unique_ptr<Socket>(new Socket(std::move(impl)));
}

Socket::Socket(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Socket::~Socket() {
  const std::uint64_t one = 1;
  static_cast<void>(::write(impl_->ending.get(), &one, sizeof one));
  impl_->thread.join();
  ::unlink(impl_->file.c_str());
}

void Socket::Impl::run() {
  for (;;) {
    std::array<pollfd, 2> waiting{pollfd{.fd = listening.get(), .events = POLLIN, .revents = 0},
                                  pollfd{.fd = ending.get(), .events = POLLIN, .revents = 0}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
    if (waiting[1].revents != 0) return;
    if (waiting[0].revents == 0) continue;
    const Descriptor peer(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (peer.get() >= 0) serve(peer.get());
  }
}

void Socket::Impl::serve(int peer) {
  ucred who{};
  socklen_t size = sizeof who;
  const bool is_known = ::getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0;
  if (!is_known || (who.uid != 0 && who.uid != ::geteuid())) {
    kLog.warn("refused", {{"uid", who.uid}});
    return;
  }
  const auto text = read_message(peer, kRequestPatience);
  if (!text) return;
  Result<json::Object> answer = fail(ErrorKind::kSerialization, "the request is no JSON object");
  std::string command = "?";
  if (const auto request = json::parse(*text); request && request->is_object()) {
    const json::Object& members = request->get_object();
    if (const auto* name = members.if_contains("command"); name != nullptr && name->is_string())
      command = std::string(name->get_string());
    try {
      answer = handler(members);
    } catch (const std::exception& bug) {
      answer = fail(Error(ErrorKind::kInternal, "Internal error").because(bug.what()));
    }
  }
  kLog.info("command", {{"command", command}, {"uid", who.uid}, {"pid", who.pid}, {"ok", answer.has_value()}});
  if (!answer && answer.error().kind() == ErrorKind::kInternal) kLog.error("command_failed", answer.error());
  static_cast<void>(write_message(peer, answer_text(answer), kRequestPatience));
}

std::optional<Result<json::Object>> ask(const std::filesystem::path& file, const json::Object& request) {
  const auto address = address_of(file);
  if (!address) return std::nullopt;
  const Descriptor socket = new_socket();
  if (socket.get() < 0 || ::connect(socket.get(), generic(*address), sizeof address->text) != 0) {
    // Left by a server that was killed, or never there.
    if (errno == ECONNREFUSED || errno == ENOENT) return std::nullopt;
    return cannot("reach", file);
  }
  if (const auto sent = write_message(socket.get(), boost::json::serialize(request), kRequestPatience); !sent)
    return std::unexpected(sent.error());
  const auto text = read_message(socket.get(), kAnswerPatience);
  if (!text) return std::unexpected(text.error());
  const auto answer = json::parse(*text);
  if (!answer || !answer->is_object()) return fail(ErrorKind::kUnavailable, "the server's answer is not understood");
  const json::Object& members = answer->get_object();
  if (const auto* result = members.if_contains("result"); result != nullptr && result->is_object())
    return result->get_object();
  const auto* error = members.if_contains("error");
  return fail(ErrorKind::kInvalidParameter, error != nullptr && error->is_string() ? std::string(error->get_string())
                                                                                   : "the server's answer is empty");
}

}  // namespace entrepot::admin
