#include "http/tls_engine.h"

#include <openssl/bio.h>
#include <openssl/err.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace entrepot::http {
namespace {

constexpr std::size_t kRecord = SSL3_RT_MAX_PLAIN_LENGTH;
constexpr std::size_t kRecordOnWire =
    kRecord + 256;  // header, explicit nonce, tag, content type: at most 29 with our ciphers

TlsEngine& engine_of(BIO* bio) {
  return *static_cast<TlsEngine*>(BIO_get_data(bio));
}

int take_input(BIO* bio, char* into, std::size_t size, std::size_t* taken) {
  ByteBuffer& in = engine_of(bio).input();
  BIO_clear_retry_flags(bio);
  if (in.empty()) {
    BIO_set_retry_read(bio);
    return 0;
  }
  *taken = std::min(size, in.size());
  std::memcpy(into, in.bytes().data(), *taken);
  in.consume(*taken);
  return 1;
}

int add_output(BIO* bio, const char* bytes, std::size_t size, std::size_t* taken) {
  ByteBuffer& out = engine_of(bio).output();
  BIO_clear_retry_flags(bio);
  if (out.tail().size() < size) out.enlarge();
  if (out.tail().size() < size && out.space().size() < size) {
    BIO_set_retry_write(bio);
    return 0;
  }
  std::memcpy(out.tail().data(), bytes, size);
  out.added(size);
  *taken = size;
  return 1;
}

long control(BIO*, int command, long, void*) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* bio_method() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* const made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "entrepot gather");
    BIO_meth_set_read_ex(made, take_input);
    BIO_meth_set_write_ex(made, add_output);
    BIO_meth_set_ctrl(made, control);
    return made;
  }();
  return method;
}

}  // namespace

TlsEngine::TlsEngine(std::shared_ptr<SSL_CTX> context, BufferPool& pool)
    : context_(std::move(context)), in_(pool), out_(pool), ssl_(SSL_new(context_.get()), SSL_free) {
  BIO* const bio = BIO_new(bio_method());
  if (!ssl_ || bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_accept_state(ssl_.get());
}

TlsEngine::~TlsEngine() = default;

TlsEngine::Step TlsEngine::step_of(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Step::kNeedsInput;
    case SSL_ERROR_ZERO_RETURN:
      return Step::kEnded;
    default:
      break;
  }
  failed_ = true;
  const int reason = ERR_GET_REASON(ERR_peek_error());
  ERR_clear_error();
  return reason == SSL_R_HTTP_REQUEST ? Step::kPlainHttp : Step::kFailed;
}

TlsEngine::Step TlsEngine::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  return result == 1 ? Step::kDone : step_of(result);
}

TlsEngine::Step TlsEngine::read(std::span<std::uint8_t> into, std::size_t& n) {
  n = 0;
  if (failed_) return Step::kFailed;
  ERR_clear_error();
  while (n < into.size()) {
    std::size_t got = 0;
    if (const int result = SSL_read_ex(ssl_.get(), into.data() + n, into.size() - n, &got); result != 1) {
      // What came before an end or a failure is handed out first; the same answer comes again.
      const Step step = step_of(result);
      return n > 0 ? Step::kDone : step;
    }
    n += got;
  }
  return Step::kDone;
}

TlsEngine::Step TlsEngine::write(std::span<const std::uint8_t> plain, std::size_t& taken) {
  taken = 0;
  if (failed_) return Step::kFailed;
  if (plain.size() > kRecord) out_.enlarge();
  const std::size_t records = out_.tail().size() / kRecordOnWire;
  std::size_t fits = std::min(plain.size(), records * kRecord);
  if (fits == 0 && out_.empty()) fits = std::min(plain.size(), kRecord);  // the buffer grows
  if (fits == 0) return Step::kDone;
  ERR_clear_error();
  if (const int result = SSL_write_ex(ssl_.get(), plain.data(), fits, &taken); result != 1) {
    step_of(result);
    failed_ = true;
    return Step::kFailed;
  }
  return Step::kDone;
}

void TlsEngine::end() {
  if (failed_ || !SSL_is_init_finished(ssl_.get())) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

}  // namespace entrepot::http
