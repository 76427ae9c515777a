// Sends requests that were made, and signed, beforehand: so the client's part of the time is small and the same for
// every server. One thread, keep-alive, one request at a time on each connection.
//
//   replay FILE PORT rate CONNECTIONS ROUNDS   all requests, ROUNDS times over
//   replay FILE PORT each COUNT                one connection; every request COUNT times, one row of times for each
//
// FILE: "<bytes>\n<request>" again and again. Prints one line of JSON; times are milliseconds. An answer other than 2xx
// is counted, and the first one is shown on standard error.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void die(const char* what) {
  std::fprintf(stderr, "replay: %s\n", what);
  std::exit(1);
}

std::size_t number(std::string_view text) {
  std::size_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) die("a number is malformed");
  return value;
}

std::vector<std::string_view> split(std::string_view file) {
  std::vector<std::string_view> requests;
  while (!file.empty()) {
    const std::size_t end = file.find('\n');
    if (end == std::string_view::npos) die("the file is malformed");
    const std::size_t length = number(file.substr(0, end));
    file.remove_prefix(end + 1);
    if (length == 0 || length > file.size()) die("the file is malformed");
    requests.push_back(file.substr(0, length));
    file.remove_prefix(length);
  }
  return requests;
}

/// Collects the bytes of one answer.
class Answer {
 public:
  void clear() {
    head_.clear();
    rest_ = 0;
    has_head_ = false;
  }
  /// True when the answer is whole.
  bool take(std::string_view bytes) {
    if (!has_head_) {
      head_.append(bytes);
      const std::size_t end = head_.find("\r\n\r\n");
      if (end == std::string::npos) return false;
      has_head_ = true;
      const std::size_t begun = head_.size() - end - 4;
      const std::size_t length = length_of(std::string_view(head_).substr(0, end + 2));
      if (begun > length) die("an answer is longer than it says");
      rest_ = length - begun;
    } else {
      if (bytes.size() > rest_) die("an answer is longer than it says");
      rest_ -= bytes.size();
    }
    return rest_ == 0;
  }
  std::size_t status() const { return number(std::string_view(head_).substr(9, 3)); }
  const std::string& text() const { return head_; }

 private:
  static std::size_t length_of(std::string_view head) {
    constexpr std::string_view kName = "\r\ncontent-length: ";
    const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    const auto found = std::search(head.begin(), head.end(), kName.begin(), kName.end(), same);
    if (found == head.end()) die("an answer has no Content-Length");
    return number(head.substr(static_cast<std::size_t>(found - head.begin()) + kName.size()));
  }

  std::string head_;  ///< with the first of the body
  std::size_t rest_ = 0;
  bool has_head_ = false;
};

struct Connection {
  int socket = -1;
  std::size_t request = 0;
  Clock::time_point sent;
  Answer answer;
};

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) die("cannot connect");
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return socket;
}

class Replay {
 public:
  enum class Order : std::uint8_t { kInTurn, kEachAtATime };
  Replay(std::vector<std::string_view> requests, std::uint16_t port, std::size_t connections, std::size_t times,
         Order order)
      : requests_(std::move(requests)),
        times_(times),
        total_(requests_.size() * times),
        order_(order),
        took_(requests_.size()) {
    for (std::size_t i = 0; i < std::min(connections, total_); ++i) {
      connections_.push_back(std::make_unique<Connection>());
      connections_.back()->socket = connect_to(port);
    }
  }

  void run() {
    const int poll = ::epoll_create1(0);
    start_ = Clock::now();
    for (auto& connection : connections_) {
      epoll_event event{.events = EPOLLIN, .data = {.ptr = connection.get()}};
      ::epoll_ctl(poll, EPOLL_CTL_ADD, connection->socket, &event);
      begin_next(*connection);
    }
    std::array<epoll_event, 64> events{};
    while (done_ < total_) {
      const int count = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 60'000);
      if (count <= 0) die("no answer came for a minute");
      for (int i = 0; i < count; ++i) read(*static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr));
    }
    seconds_ = std::chrono::duration<double>(Clock::now() - start_).count();
    ::close(poll);
  }

  void report_all() {
    std::vector<double> all;
    for (const auto& took : took_) all.insert(all.end(), took.begin(), took.end());
    std::printf("{\"requests\": %zu, \"failed\": %zu, \"seconds\": %.4f, \"per_second\": %.1f, ", total_, failed_,
                seconds_, static_cast<double>(total_) / seconds_);
    print_times(std::move(all));
    std::printf("}\n");
  }

  void report_each() {
    std::printf("[");
    for (std::size_t i = 0; i < took_.size(); ++i) {
      std::printf("%s{\"failed\": %zu, ", i == 0 ? "" : ", ", failed_);
      print_times(std::move(took_[i]));
      std::printf("}");
    }
    std::printf("]\n");
  }

 private:
  static void print_times(std::vector<double> times) {
    std::ranges::sort(times);
    const auto at = [&](double part) { return times[static_cast<std::size_t>(part * (times.size() - 1))]; };
    std::printf("\"least\": %.3f, \"median\": %.3f, \"p90\": %.3f, \"p99\": %.3f, \"most\": %.3f", at(0), at(0.5),
                at(0.9), at(0.99), at(1));
  }

  void begin_next(Connection& connection) {
    if (next_ == total_) return;
    const std::size_t turn = next_++;
    connection.request = order_ == Order::kInTurn ? turn % requests_.size() : turn / times_;
    std::string_view text = requests_[connection.request];
    connection.answer.clear();
    connection.sent = Clock::now();
    while (!text.empty()) {  // blocking: requests are small
      const auto sent = ::send(connection.socket, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) die("a connection broke");
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  void read(Connection& connection) {
    static std::array<char, 256 * 1024> buffer;
    const auto got = ::recv(connection.socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) die("a connection was closed");
    if (!connection.answer.take({buffer.data(), static_cast<std::size_t>(got)})) return;
    const double milliseconds = std::chrono::duration<double, std::milli>(Clock::now() - connection.sent).count();
    took_[connection.request].push_back(milliseconds);
    if (connection.answer.status() / 100 != 2 && failed_++ == 0) {
      std::fprintf(stderr, "%.600s\n", connection.answer.text().c_str());
    }
    ++done_;
    begin_next(connection);
  }

  const std::vector<std::string_view> requests_;
  const std::size_t times_;
  const std::size_t total_;
  const Order order_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::vector<double>> took_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
  Clock::time_point start_;
  double seconds_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  const std::string_view mode = count > 3 ? arguments[3] : "";
  if (!(mode == "rate" && count == 6) && !(mode == "each" && count == 5)) {
    die("usage: replay FILE PORT rate CONNECTIONS ROUNDS | replay FILE PORT each COUNT");
  }
  std::ifstream in(arguments[1], std::ios::binary);
  const std::string file((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::vector<std::string_view> requests = split(file);
  if (requests.empty()) die("the file is empty");
  const auto port = static_cast<std::uint16_t>(number(arguments[2]));
  const std::size_t connections = mode == "rate" ? number(arguments[4]) : 1;
  const std::size_t times = number(arguments[mode == "rate" ? 5 : 4]);
  if (connections == 0 || times == 0) die("a count is zero");
  const auto order = mode == "rate" ? Replay::Order::kInTurn : Replay::Order::kEachAtATime;
  Replay replay(std::move(requests), port, connections, times, order);
  replay.run();
  mode == "rate" ? replay.report_all() : replay.report_each();
}
