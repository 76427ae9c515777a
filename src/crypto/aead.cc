#include "crypto/aead.h"

#include <algorithm>
#include <cstdlib>

#include "base/encoding.h"
#include "crypto/gcm.h"

namespace entrepot::crypto {
namespace {

// A mistake of the caller: going on would write plain or unauthenticated bytes.
void check(bool ok) {
  if (!ok) std::abort();
}

std::unique_ptr<Gcm> make_gcm(const Key& key, Aead::Direction direction) {
  auto fast = make_vector_gcm(key);
  return fast ? std::move(fast) : make_openssl_gcm(key, direction);
}

}  // namespace

Aead::Aead(const Key& key, Direction direction) : direction_(direction), gcm_(make_gcm(key, direction)) {}
Aead::Aead(Aead&&) noexcept = default;
Aead& Aead::operator=(Aead&&) noexcept = default;
Aead::~Aead() = default;

void Aead::seal(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
                std::span<std::uint8_t> out) {
  check(out.size() == in.size() + kTagSize && direction_ == Direction::kSeal);
  gcm_->seal(nonce, aad, in, out);
}

bool Aead::open(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
                std::span<std::uint8_t> out) {
  if (in.size() < kTagSize) return false;
  check(out.size() == in.size() - kTagSize && direction_ == Direction::kOpen);
  if (gcm_->open(nonce, aad, in, out)) return true;
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
