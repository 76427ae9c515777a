#include "crypto/aead.h"

#include <openssl/evp.h>

#include <climits>
#include <cstdlib>
#include <utility>

#include "base/encoding.h"

namespace entrepot::crypto {
namespace {

// Only exhaustion of memory or a broken libcrypto comes here: going on would write plain or unauthenticated bytes.
void check(bool ok) {
  if (!ok) std::abort();
}

const EVP_CIPHER* aes_256_gcm() {
  static const EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  check(cipher != nullptr);
  return cipher;
}

int length(std::span<const std::uint8_t> bytes) {
  check(bytes.size() <= INT_MAX);
  return static_cast<int>(bytes.size());
}

}  // namespace

Aead::Aead(const Key& key, Direction direction) : context_(EVP_CIPHER_CTX_new()) {
  check(context_ != nullptr);
  check(EVP_CipherInit_ex(context_, aes_256_gcm(), nullptr, key.bytes().data(), nullptr,
                          direction == Direction::kSeal ? 1 : 0) == 1);
}

Aead::Aead(Aead&& other) noexcept : context_(std::exchange(other.context_, nullptr)) {}

Aead& Aead::operator=(Aead&& other) noexcept {
  std::swap(context_, other.context_);
  return *this;
}

Aead::~Aead() {
  EVP_CIPHER_CTX_free(context_);
}

void Aead::seal(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
                std::span<std::uint8_t> out) {
  check(out.size() == in.size() + kTagSize && EVP_CIPHER_CTX_is_encrypting(context_) == 1);
  int done = 0;
  check(EVP_EncryptInit_ex(context_, nullptr, nullptr, nullptr, nonce.data()) == 1);
  check(aad.empty() || EVP_EncryptUpdate(context_, nullptr, &done, aad.data(), length(aad)) == 1);
  check(in.empty() || EVP_EncryptUpdate(context_, out.data(), &done, in.data(), length(in)) == 1);
  check(EVP_EncryptFinal_ex(context_, out.data() + in.size(), &done) == 1);
  check(EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, kTagSize, out.data() + in.size()) == 1);
}

bool Aead::open(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
                std::span<std::uint8_t> out) {
  if (in.size() < kTagSize) return false;
  const auto text = in.first(in.size() - kTagSize);
  check(out.size() == text.size() && EVP_CIPHER_CTX_is_encrypting(context_) == 0);
  std::array<std::uint8_t, kTagSize> tag;
  std::copy(in.end() - kTagSize, in.end(), tag.begin());
  int done = 0;
  std::uint8_t none = 0;
  check(EVP_DecryptInit_ex(context_, nullptr, nullptr, nullptr, nonce.data()) == 1);
  check(aad.empty() || EVP_DecryptUpdate(context_, nullptr, &done, aad.data(), length(aad)) == 1);
  check(text.empty() || EVP_DecryptUpdate(context_, out.data(), &done, text.data(), length(text)) == 1);
  check(EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(context_, &none, &done) == 1) return true;
  wipe(out);  // forged bytes must not reach anybody, even by a mistake of the caller
  return false;
}

std::vector<std::uint8_t> seal(const Key& key, std::string_view context, std::span<const std::uint8_t> plain) {
  std::vector<std::uint8_t> out(kNonceSize + plain.size() + kTagSize);
  Nonce nonce;
  random_bytes(nonce);
  std::copy(nonce.begin(), nonce.end(), out.begin());
  Aead(key, Aead::Direction::kSeal).seal(nonce, as_bytes(context), plain, std::span(out).subspan(kNonceSize));
  return out;
}

Result<std::vector<std::uint8_t>> open(const Key& key, std::string_view context, std::span<const std::uint8_t> sealed) {
  if (sealed.size() >= kNonceSize + kTagSize) {
    Nonce nonce;
    std::copy_n(sealed.begin(), kNonceSize, nonce.begin());
    std::vector<std::uint8_t> plain(sealed.size() - kNonceSize - kTagSize);
    if (Aead(key, Aead::Direction::kOpen).open(nonce, as_bytes(context), sealed.subspan(kNonceSize), plain))
      return plain;
  }
  return fail(Error(ErrorKind::kCorrupt, "stored data cannot be decrypted")
                  .because("sealed value: wrong key, context or bytes"));
}

}  // namespace entrepot::crypto
