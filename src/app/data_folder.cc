#include "app/data_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

namespace entrepot::app {
namespace {

std::unexpected<Error> unavailable(const std::string& what, const std::filesystem::path& path) {
  return fail(ErrorKind::kUnavailable, fmt::format("{} {}: {}", what, path.string(), std::strerror(errno)));
}

/// The credentials file less one profile.
std::string without_profile(std::string_view text, std::string_view profile) {
  const std::string heading = fmt::format("[{}]", profile);
  std::string out;
  bool is_in_it = false;
  while (!text.empty()) {
    const auto line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
    text.remove_prefix(line.size());
    if (line.starts_with('[')) is_in_it = line.starts_with(heading);
    if (!is_in_it) out += line;
  }
  return out;
}

}  // namespace

/// Writes to a temporary name, makes it durable, renames: a reader sees the old file or the new one, whole.
Result<void> replace_file(const std::filesystem::path& path, std::string_view text, mode_t mode) {
  const std::filesystem::path temporary = path.string() + ".new";
  ::unlink(temporary.c_str());
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0) return unavailable("cannot write", temporary);
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  if (::close(fd) != 0 || !written) return unavailable("cannot write", temporary);
  if (::rename(temporary.c_str(), path.c_str()) != 0) return unavailable("cannot write", path);
  const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return unavailable("cannot open", path.parent_path());
  const bool synced = ::fsync(folder) == 0;
  ::close(folder);
  if (!synced) return unavailable("cannot make durable", path);
  return {};
}

Result<std::string> read_file(const std::filesystem::path& path) {
  const std::ifstream in(path);
  if (!in) return unavailable("cannot read", path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Result<DataFolder> DataFolder::open(const std::filesystem::path& root) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(root, error);
  if (error) {
    errno = error.value();
    return unavailable("cannot make the data folder", root);
  }
  if (made) ::chmod(root.c_str(), 0700);
  const std::filesystem::path lock_path = root / "lock";
  const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return unavailable("cannot write in the data folder", root);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock);
    return fail(
        ErrorKind::kUnavailable,
        fmt::format(
            "another entrepot server is using the data folder {}: stop it, or give this one its own with --data",
            root.string()));
  }
  return DataFolder(std::filesystem::canonical(root, error), lock);
}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : root_(std::move(other.root_)), lock_(std::exchange(other.lock_, -1)) {}

DataFolder::~DataFolder() {
  if (lock_ >= 0) ::close(lock_);
}

std::filesystem::path credentials_path(const std::filesystem::path& root) {
  return root / "credentials";
}

Result<void> write_credentials(const std::filesystem::path& root, std::string_view profile,
                               const CredentialsFile& credentials) {
  std::string text;
  std::error_code none;
  if (std::filesystem::exists(credentials_path(root), none)) {
    ENTREPOT_TRY(text, read_file(credentials_path(root)));
  }
  return replace_file(
      credentials_path(root),
      fmt::format("{}[{}]\naws_access_key_id = {}\naws_secret_access_key = {}\n", without_profile(text, profile),
                  profile, credentials.access_key_id, credentials.secret_access_key),
      0600);
}

Result<CredentialsFile> read_credentials(const std::filesystem::path& root) {
  ENTREPOT_TRY(const std::string text, read_file(credentials_path(root)));
  CredentialsFile out;
  std::istringstream lines(text);
  bool is_default = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('[')) is_default = line.starts_with("[default]");
    if (!is_default) continue;
    const auto equals = line.find('=');
    if (equals == std::string::npos) continue;
    const auto trim = [](std::string_view part) {
      while (part.starts_with(' ')) part.remove_prefix(1);
      while (part.ends_with(' ')) part.remove_suffix(1);
      return std::string(part);
    };
    const std::string name = trim(std::string_view(line).substr(0, equals));
    const std::string value = trim(std::string_view(line).substr(equals + 1));
    if (name == "aws_access_key_id") out.access_key_id = value;
    if (name == "aws_secret_access_key") out.secret_access_key = value;
  }
  if (out.access_key_id.empty() || out.secret_access_key.empty()) {
    return fail(ErrorKind::kUnavailable,
                fmt::format("{} holds no access key (expected aws_access_key_id and aws_secret_access_key)",
                            credentials_path(root).string()));
  }
  return out;
}

Result<void> write_server_info(const std::filesystem::path& root, const ServerInfo& info) {
  const boost::json::object json{{"endpoint_url", info.endpoint_url},
                                 {"registry", info.registry},
                                 {"region", info.region},
                                 {"account", info.account},
                                 {"ca_file", info.ca_file}};
  return replace_file(root / "server.json", boost::json::serialize(json) + "\n", 0644);
}

Result<ServerInfo> read_server_info(const std::filesystem::path& root) {
  const std::filesystem::path path = root / "server.json";
  if (!std::filesystem::exists(path)) {
    return fail(ErrorKind::kUnavailable,
                fmt::format("no server has run on the data folder {} yet: start one with `entrepot serve --data {}`",
                            root.string(), root.string()));
  }
  ENTREPOT_TRY(const std::string text, read_file(path));
  boost::system::error_code error;
  const boost::json::value parsed = boost::json::parse(text, error);
  const auto* json = error ? nullptr : parsed.if_object();
  const auto member = [&](const char* name) -> std::string {
    const auto* value = json ? json->if_contains(name) : nullptr;
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
  };
  ServerInfo info{member("endpoint_url"), member("registry"), member("region"), member("account"), member("ca_file")};
  if (info.endpoint_url.empty() || info.registry.empty()) {
    return fail(ErrorKind::kUnavailable,
                fmt::format("{} is damaged: restart the server to write it anew", path.string()));
  }
  return info;
}

}  // namespace entrepot::app
