#include "http/tls_context.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "http/deadlines.h"
#include "observe/log.h"

namespace entrepot::http {
namespace {

constexpr observe::Logger kLog{"http"};

// Authenticated encryption with forward secrecy only; the smaller AES first: a little faster, and no weaker in
// practice.
constexpr const char* kTls12Ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* kTls13Ciphers = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";

constexpr std::string_view kOnlyProtocol = "http/1.1";
constexpr std::string_view kSessionContext = "entrepot";

std::string last_openssl_error() {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
  ERR_clear_error();
  return text.data();
}

/// HTTP/1.1 or nothing: a client that offers protocols, but not this one, is told so by an alert.
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned offered_size, void*) {
  for (unsigned at = 0; at < offered_size;) {
    const unsigned size = offered[at];
    if (size > offered_size - at - 1) break;
    const std::string_view name(reinterpret_cast<const char*>(offered + at + 1), size);
    if (name == kOnlyProtocol) {
      *out = offered + at + 1;
      *out_size = static_cast<unsigned char>(size);
      return SSL_TLSEXT_ERR_OK;
    }
    at += 1 + size;
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL;
}

Result<std::shared_ptr<SSL_CTX>> make_context(const std::string& certificate_file, const std::string& key_file) {
  ERR_clear_error();
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!context) return fail(Error(ErrorKind::kInternal, "TLS cannot be set up").because(last_openssl_error()));
  SSL_CTX* const c = context.get();
  SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION);
  SSL_CTX_set_options(
      c, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF);  // tickets instead
  SSL_CTX_set_num_tickets(c, 1);
  SSL_CTX_set_mode(c, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_alpn_select_cb(c, select_protocol, nullptr);
  const bool set = SSL_CTX_set_cipher_list(c, kTls12Ciphers) == 1 && SSL_CTX_set_ciphersuites(c, kTls13Ciphers) == 1 &&
                   SSL_CTX_set1_groups_list(c, "X25519:P-256:P-384") == 1 &&
                   SSL_CTX_set_session_id_context(c, reinterpret_cast<const unsigned char*>(kSessionContext.data()),
                                                  kSessionContext.size()) == 1;
  if (!set) return fail(Error(ErrorKind::kInternal, "TLS cannot be set up").because(last_openssl_error()));
  if (SSL_CTX_use_certificate_chain_file(c, certificate_file.c_str()) != 1) {
    return fail(Error(ErrorKind::kUnavailable, fmt::format("{} holds no readable certificate", certificate_file))
                    .because(last_openssl_error()));
  }
  if (SSL_CTX_use_PrivateKey_file(c, key_file.c_str(), SSL_FILETYPE_PEM) != 1 || SSL_CTX_check_private_key(c) != 1) {
    return fail(
        Error(ErrorKind::kUnavailable,
              fmt::format("{} holds no readable key that belongs to the certificate in {}", key_file, certificate_file))
            .because(last_openssl_error()));
  }
  return context;
}

}  // namespace

Result<std::shared_ptr<TlsContext>> load_tls(std::string certificate_file, std::string key_file) {
  return TlsContext::load(std::move(certificate_file), std::move(key_file));
}

TlsContext::TlsContext(std::string certificate_file, std::string key_file, std::chrono::milliseconds look_interval)
    : certificate_file_(std::move(certificate_file)),
      key_file_(std::move(key_file)),
      look_interval_ms_(look_interval.count()) {}

Result<std::shared_ptr<TlsContext>> TlsContext::load(std::string certificate_file, std::string key_file,
                                                     std::chrono::milliseconds look_interval) {
  std::shared_ptr<TlsContext> out(new TlsContext(std::move(certificate_file), std::move(key_file), look_interval));
  ENTREPOT_TRY(out->seen_, out->look());
  ENTREPOT_TRY(out->current_, make_context(out->certificate_file_, out->key_file_));
  out->looked_at_ms_ = Deadlines::now_ms();
  return out;
}

Result<TlsContext::Stamps> TlsContext::look() const {
  const auto stamp = [](const std::string& file) -> Result<Stamp> {
    struct stat info{};
    if (::stat(file.c_str(), &info) != 0) {
      return fail(ErrorKind::kUnavailable, fmt::format("cannot read {}: {}", file, ::strerrordesc_np(errno)));
    }
    const auto ns = [](const timespec& t) { return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec; };
    return Stamp{ns(info.st_mtim), ns(info.st_ctim), info.st_ino, static_cast<std::uint64_t>(info.st_size)};
  };
  Stamps out;
  ENTREPOT_TRY(out.certificate, stamp(certificate_file_));
  ENTREPOT_TRY(out.key, stamp(key_file_));
  return out;
}

std::shared_ptr<SSL_CTX> TlsContext::current() {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = Deadlines::now_ms();
  if (now - looked_at_ms_ < look_interval_ms_) return current_;
  looked_at_ms_ = now;
  const auto stamps = look();
  // A missing file is a replacement that is half done, or a mistake that shows when the next certificate is needed.
  if (!stamps || *stamps == seen_) return current_;
  seen_ = *stamps;  // taken before the files are read: what changes meanwhile is seen the next time
  auto made = make_context(certificate_file_, key_file_);
  if (made) {
    current_ = std::move(*made);
    kLog.info("certificate_reloaded", {{"file", certificate_file_}});
  } else {
    kLog.error("certificate_kept", made.error());
  }
  return current_;
}

}  // namespace entrepot::http
