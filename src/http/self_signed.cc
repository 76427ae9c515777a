#include "http/self_signed.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>
#include <set>
#include <sstream>

#include "http/x509.h"
#include "observe/log.h"

namespace entrepot::http {
namespace {

namespace fs = std::filesystem;

constexpr observe::Logger kLog{"http"};

constexpr int kCaDays = 3650;
constexpr int kServerDays = 395;  // and the day before now: browsers refuse more than 398
constexpr int kRenewDays = 30;

struct Pair {
  Certificate certificate;
  Key key;
  bool complete() const { return certificate && key; }
};

std::unexpected<Error> cannot(std::string_view what, const fs::path& file) {
  return fail(ErrorKind::kUnavailable, fmt::format("cannot {} {}: {}", what, file.string(), ::strerrordesc_np(errno)));
}

/// "" if it is not there.
std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

Result<void> sync_and_close(int descriptor, const fs::path& file) {
  const bool synced = ::fsync(descriptor) == 0;
  if (::close(descriptor) != 0 || !synced) return cannot("write", file);
  return {};
}

/// The whole new content or the whole old one, also after a crash; a crash can leave "<file>.new", which the next call
/// overwrites.
Result<void> replace_file(const fs::path& file, std::string_view content, mode_t mode) {
  fs::path fresh = file;
  fresh += ".new";
  ::unlink(fresh.c_str());
  const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (descriptor < 0) return cannot("write", fresh);
  while (!content.empty()) {
    const ssize_t n = ::write(descriptor, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      auto failed = cannot("write", fresh);
      ::close(descriptor);
      return failed;
    }
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  ENTREPOT_CHECK_OK(sync_and_close(descriptor, fresh));
  if (::rename(fresh.c_str(), file.c_str()) != 0) return cannot("write", file);
  const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return cannot("open", file.parent_path());
  return sync_and_close(folder, file.parent_path());
}

Pair load(const fs::path& certificate, const fs::path& key) {
  return {certificate_from_pem(read_file(certificate)), key_from_pem(read_file(key))};
}

bool belong_together(const Pair& pair) {
  return pair.complete() && X509_check_private_key(pair.certificate.get(), pair.key.get()) == 1;
}

Result<Pair> make_ca(const fs::path& dir) {
  Pair ca;
  ENTREPOT_TRY(ca.key, make_key());
  // Two CAs of the same name would confuse clients that trust both.
  const std::string name = fmt::format("entrepot private CA {:%Y-%m-%d %H:%M:%S}", fmt::gmtime(std::time(nullptr)));
  ENTREPOT_TRY(ca.certificate, make_ca_certificate(*ca.key, name, kCaDays));
  ENTREPOT_TRY(const std::string key_pem, to_pem(*ca.key));
  ENTREPOT_TRY(const std::string certificate_pem, to_pem(*ca.certificate));
  ENTREPOT_CHECK_OK(replace_file(dir / "ca.key", key_pem, 0600));
  ENTREPOT_CHECK_OK(replace_file(dir / "ca.crt", certificate_pem, 0644));
  kLog.info("private_ca_made", {{"file", (dir / "ca.crt").string()}, {"name", name}});
  return ca;
}

Result<Pair> load_or_make_ca(const fs::path& dir) {
  if (!fs::exists(dir / "ca.crt")) return make_ca(dir);
  Pair ca = load(dir / "ca.crt", dir / "ca.key");
  if (!belong_together(ca)) {
    return fail(
        ErrorKind::kUnavailable,
        fmt::format("{} is missing or does not belong to ca.crt beside it; put it back, or remove ca.crt to get a "
                    "new certificate authority, which every client has to trust anew",
                    (dir / "ca.key").string()));
  }
  if (days_left(*ca.certificate) < kRenewDays) {
    kLog.warn("private_ca_expires", {{"file", (dir / "ca.crt").string()}});
    return make_ca(dir);
  }
  return ca;
}

bool is_good(const Pair& server, const Pair& ca, const std::set<std::string>& names) {
  return belong_together(server) && X509_verify(server.certificate.get(), ca.key.get()) == 1 &&
         days_left(*server.certificate) >= kRenewDays && names_of(*server.certificate) == names;
}

}  // namespace

Result<void> make_private_ca(const fs::path& dir, const std::vector<std::string>& names) {
  std::set<std::string> all{"localhost", "127.0.0.1", "::1"};
  for (const std::string& name : names) {
    ENTREPOT_TRY(std::string normal, normal_name(name));
    all.insert(std::move(normal));
  }
  ENTREPOT_TRY(const Pair ca, load_or_make_ca(dir));
  if (is_good(load(dir / "server.crt", dir / "server.key"), ca, all)) return {};

  Pair server;
  ENTREPOT_TRY(server.key, make_key());
  ENTREPOT_TRY(server.certificate, make_server_certificate(*server.key, all, kServerDays, *ca.certificate, *ca.key));
  ENTREPOT_TRY(const std::string key_pem, to_pem(*server.key));
  ENTREPOT_TRY(const std::string server_pem, to_pem(*server.certificate));
  ENTREPOT_TRY(const std::string ca_pem, to_pem(*ca.certificate));
  ENTREPOT_CHECK_OK(replace_file(dir / "server.key", key_pem, 0600));
  ENTREPOT_CHECK_OK(replace_file(dir / "server.crt", server_pem + ca_pem, 0644));
  kLog.info("certificate_made", {{"file", (dir / "server.crt").string()}, {"days", kServerDays}});
  return {};
}

}  // namespace entrepot::http
