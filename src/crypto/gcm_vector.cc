#include "crypto/gcm.h"

#ifdef ENTREPOT_HAS_IPSEC_MB
#include <intel-ipsec-mb.h>

#include <algorithm>
#endif

namespace entrepot::crypto {

#ifdef ENTREPOT_HAS_IPSEC_MB
namespace {

/// The library's table of functions for this processor; null if it has no vector AES. Never written after it was made.
const IMB_MGR* functions() {
  static const IMB_MGR* const made = []() -> const IMB_MGR* {
    IMB_MGR* const manager = alloc_mb_mgr(0);
    if (manager == nullptr) return nullptr;
    IMB_ARCH chosen{};
    init_mb_mgr_auto(manager, &chosen);
    constexpr std::uint64_t kNeeded = IMB_FEATURE_VAES | IMB_FEATURE_VPCLMULQDQ;
    const bool is_fast = chosen == IMB_ARCH_AVX512 && (manager->features & kNeeded) == kNeeded;
    if (is_fast && imb_get_errno(manager) == 0) return manager;
    free_mb_mgr(manager);
    return nullptr;
  }();
  return made;
}

class VectorGcm final : public Gcm {
 public:
  VectorGcm(const IMB_MGR& use, const Key& key) : use_(use) { use_.gcm256_pre(key.bytes().data(), &schedule_); }
  VectorGcm(const VectorGcm&) = delete;
  VectorGcm& operator=(const VectorGcm&) = delete;
  ~VectorGcm() override { wipe({reinterpret_cast<std::uint8_t*>(&schedule_), sizeof schedule_}); }

  void seal(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
            std::span<std::uint8_t> out) override {
    gcm_context_data message;
    use_.gcm256_enc(&schedule_, &message, out.data(), in.data(), in.size(), nonce.data(), aad.data(), aad.size(),
                    out.data() + in.size(), kTagSize);
  }

  bool open(const Nonce& nonce, std::span<const std::uint8_t> aad, std::span<const std::uint8_t> in,
            std::span<std::uint8_t> out) override {
    const auto text = in.first(in.size() - kTagSize);
    std::array<std::uint8_t, kTagSize> given;
    std::array<std::uint8_t, kTagSize> made;
    std::copy(in.end() - kTagSize, in.end(), given.begin());
    gcm_context_data message;
    use_.gcm256_dec(&schedule_, &message, out.data(), text.data(), text.size(), nonce.data(), aad.data(), aad.size(),
                    made.data(), kTagSize);
    return equal_constant_time(given, made);
  }

 private:
  const IMB_MGR& use_;
  alignas(64) gcm_key_data schedule_;  // the library's header aligns the type only where LINUX is defined
};

/// What another library computes must be what OpenSSL computes, on this processor, before a byte is trusted to it.
bool agrees_with_openssl(const IMB_MGR& use) {
  const Key key(std::array<std::uint8_t, Key::kSize>{1, 2, 3});
  const Nonce nonce{4, 5, 6};
  const std::array<std::uint8_t, 65> aad{7, 8, 9};
  std::vector<std::uint8_t> plain(5000);
  for (std::size_t i = 0; i < plain.size(); ++i) plain[i] = static_cast<std::uint8_t>(i * 31 + (i >> 8));
  std::vector<std::uint8_t> ours(plain.size() + kTagSize);
  std::vector<std::uint8_t> theirs(ours.size());
  VectorGcm(use, key).seal(nonce, aad, plain, ours);
  make_openssl_gcm(key, Aead::Direction::kSeal)->seal(nonce, aad, plain, theirs);
  std::vector<std::uint8_t> back(plain.size());
  return ours == theirs && VectorGcm(use, key).open(nonce, aad, ours, back) && back == plain;
}

}  // namespace

std::unique_ptr<Gcm> make_vector_gcm(const Key& key) {
  static const bool is_usable = functions() != nullptr && agrees_with_openssl(*functions());
  return is_usable ? std::make_unique<VectorGcm>(*functions(), key) : nullptr;
}

#else

std::unique_ptr<Gcm> make_vector_gcm(const Key&) {
  return nullptr;
}

#endif

}  // namespace entrepot::crypto
