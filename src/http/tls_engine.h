#pragma once
// TLS without a socket: bytes from the peer go in, bytes for the peer come out, in pieces of up to 256 KiB. One record
// for each system call is what makes TLS slow otherwise.

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <span>

#include "http/buffers.h"

namespace entrepot::http {

class TlsEngine {
 public:
  TlsEngine(std::shared_ptr<SSL_CTX> context, BufferPool& pool);
  TlsEngine(const TlsEngine&) = delete;
  TlsEngine& operator=(const TlsEngine&) = delete;
  ~TlsEngine();

  enum class Step : std::uint8_t { kDone, kNeedsInput, kEnded, kFailed, kPlainHttp };

  /// Whatever it returns, output() may have something to send. kPlainHttp: the peer speaks no TLS at all.
  Step handshake();
  /// Decrypts into `into` what has been received: kDone with n > 0, kEnded after the peer's close_notify.
  Step read(std::span<std::uint8_t> into, std::size_t& n);
  /// Encrypts as much as output() has room for, and returns how much that was; 0 means: send output() first.
  Step write(std::span<const std::uint8_t> plain, std::size_t& taken);
  /// Adds a close_notify to output().
  void end();

  ByteBuffer& input() { return in_; }
  ByteBuffer& output() { return out_; }

 private:
  Step step_of(int result);

  std::shared_ptr<SSL_CTX> context_;
  ByteBuffer in_;
  ByteBuffer out_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
  bool failed_ = false;
};

}  // namespace entrepot::http
