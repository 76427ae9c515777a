#include <openssl/evp.h>

#include <algorithm>
#include <climits>
#include <cstdlib>

#include "crypto/gcm.h"

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

class OpensslGcm final : public Gcm {
 public:
  OpensslGcm(const Key& key, Aead::Direction direction) : context_(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free) {
    check(context_ != nullptr);
    check(EVP_CipherInit_ex(context_.get(), aes_256_gcm(), nullptr, key.bytes().data(), nullptr,
                            direction == Aead::Direction::kSeal ? 1 : 0) == 1);
  }

  void seal(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
            std::span<std::uint8_t> out) override {
    EVP_CIPHER_CTX* const context = context_.get();
    check(EVP_CIPHER_CTX_is_encrypting(context) == 1);
    int done = 0;
    check(EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()) == 1);
    check(aad.empty() || EVP_EncryptUpdate(context, nullptr, &done, aad.data(), length(aad)) == 1);
    check(in.empty() || EVP_EncryptUpdate(context, out.data(), &done, in.data(), length(in)) == 1);
    check(EVP_EncryptFinal_ex(context, out.data() + in.size(), &done) == 1);
    check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagSize, out.data() + in.size()) == 1);
  }

  bool open(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
            std::span<std::uint8_t> out) override {
    EVP_CIPHER_CTX* const context = context_.get();
    const auto text = in.first(in.size() - kTagSize);
    check(EVP_CIPHER_CTX_is_encrypting(context) == 0);
    std::array<std::uint8_t, kTagSize> tag;
    std::copy(in.end() - kTagSize, in.end(), tag.begin());
    int done = 0;
    std::uint8_t none = 0;
    check(EVP_DecryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()) == 1);
    check(aad.empty() || EVP_DecryptUpdate(context, nullptr, &done, aad.data(), length(aad)) == 1);
    check(text.empty() || EVP_DecryptUpdate(context, out.data(), &done, text.data(), length(text)) == 1);
    check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1);
    return EVP_DecryptFinal_ex(context, &none, &done) == 1;
  }

 private:
  std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context_;
};

}  // namespace

std::unique_ptr<Gcm> make_openssl_gcm(const Key& key, Aead::Direction direction) {
  return std::make_unique<OpensslGcm>(key, direction);
}

}  // namespace entrepot::crypto
