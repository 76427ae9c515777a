#pragma once
// The admin socket of a running server, and how it is asked.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "json/reader.h"

namespace entrepot::admin {

/// A command's request to its answer.
using Handler = std::function<Result<json::Object>(const json::Object& request)>;

class Socket {
 public:
  /// Listens on `file`, mode 0600; one that an ended server left is replaced, so the caller must hold the folder's
  /// lock. kUnavailable, naming the file. Commands run one after the other on a thread of the socket.
  static Result<std::unique_ptr<Socket>> open(std::filesystem::path file, Handler handler);
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  /// Lets the command that runs end, and removes the file.
  ~Socket();

 private:
  struct Impl;
  explicit Socket(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Asks the server behind `file`. nullopt: none listens there. The error of a command is the server's, with its
/// message.
std::optional<Result<json::Object>> ask(const std::filesystem::path& file, const json::Object& request);

}  // namespace entrepot::admin
