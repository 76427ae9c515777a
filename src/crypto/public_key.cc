#include "crypto/public_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <vector>

#include "base/encoding.h"

namespace entrepot::crypto {
namespace {

template <auto Function>
struct Deleter {
  template <class T>
  void operator()(T* object) const noexcept {
    Function(object);
  }
};
using Number = std::unique_ptr<BIGNUM, Deleter<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Deleter<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Deleter<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;

constexpr int kMinRsaBits = 2'048;
constexpr int kMaxRsaBits = 8'192;
constexpr int kMaxExponentBits = 64;

Number number_of(std::span<const std::uint8_t> bytes) {
  return Number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
}

/// Null if OpenSSL finds no key in the parameters.
EVP_PKEY* make_key(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    EVP_PKEY_free(key);
    return nullptr;
  }
  return key;
}

std::size_t coordinate_size(JwsAlgorithm algorithm) {
  return algorithm == JwsAlgorithm::kEs384 ? 48 : 32;
}

/// The DER that OpenSSL wants; empty if the signature is not two numbers of the curve's size.
std::vector<std::uint8_t> der_of(JwsAlgorithm algorithm, std::span<const std::uint8_t> signature) {
  const std::size_t size = coordinate_size(algorithm);
  if (signature.size() != 2 * size) return {};
  const EcSignature pair(ECDSA_SIG_new());
  Number r = number_of(signature.first(size));
  Number s = number_of(signature.subspan(size));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  const int length = i2d_ECDSA_SIG(pair.get(), nullptr);
  if (length <= 0) return {};
  std::vector<std::uint8_t> der(static_cast<std::size_t>(length));
  std::uint8_t* out = der.data();
  i2d_ECDSA_SIG(pair.get(), &out);
  return der;
}

}  // namespace

void PublicKey::Free::operator()(void* key) const noexcept {
  EVP_PKEY_free(static_cast<EVP_PKEY*>(key));
}

Result<PublicKey> PublicKey::rsa(std::span<const std::uint8_t> modulus, std::span<const std::uint8_t> exponent) {
  // Before OpenSSL computes with numbers of any size.
  if (modulus.size() > kMaxRsaBits / 8 || exponent.size() > kMaxExponentBits / 8) {
    return fail(ErrorKind::kInvalidParameter, "an RSA key of this size is not accepted");
  }
  const Number n = number_of(modulus);
  const Number e = number_of(exponent);
  if (!n || !e || BN_num_bits(n.get()) < kMinRsaBits || !BN_is_odd(n.get()) || !BN_is_odd(e.get()) ||
      BN_is_one(e.get())) {
    return fail(ErrorKind::kInvalidParameter, "an RSA key must have at least 2048 bits and an odd exponent above 1");
  }
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return fail(ErrorKind::kInternal, "out of memory");
  }
  EVP_PKEY* key = make_key("RSA", builder.get());
  if (key == nullptr) return fail(ErrorKind::kInvalidParameter, "not an RSA key");
  return PublicKey(JwsAlgorithm::kRs256, key);
}

Result<PublicKey> PublicKey::ec(Curve curve, std::span<const std::uint8_t> x, std::span<const std::uint8_t> y) {
  const JwsAlgorithm algorithm = curve == Curve::kP384 ? JwsAlgorithm::kEs384 : JwsAlgorithm::kEs256;
  const std::size_t size = coordinate_size(algorithm);
  if (x.size() != size || y.size() != size) {
    return fail(ErrorKind::kInvalidParameter, "the coordinates do not have the curve's size");
  }
  std::vector<std::uint8_t> point{4};  // uncompressed (SEC 1, 2.3.3)
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  const char* group = curve == Curve::kP384 ? "P-384" : "P-256";
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1) {
    return fail(ErrorKind::kInternal, "out of memory");
  }
  EVP_PKEY* key = make_key("EC", builder.get());
  if (key == nullptr) return fail(ErrorKind::kInvalidParameter, "the point is not on the curve");
  PublicKey made(algorithm, key);
  // Not for RSA: there OpenSSL looks for factors, for longer than any signature takes.
  const KeyContext check(EVP_PKEY_CTX_new(key, nullptr));
  if (!check || EVP_PKEY_public_check(check.get()) != 1) {
    return fail(ErrorKind::kInvalidParameter, "the point is not on the curve");
  }
  return made;
}

bool PublicKey::verifies(std::string_view message, std::span<const std::uint8_t> signature) const {
  std::vector<std::uint8_t> der;
  if (algorithm_ != JwsAlgorithm::kRs256) {
    der = der_of(algorithm_, signature);
    if (der.empty()) return false;
    signature = der;
  }
  const EVP_MD* hash = algorithm_ == JwsAlgorithm::kEs384 ? EVP_sha384() : EVP_sha256();
  const DigestContext context(EVP_MD_CTX_new());
  const std::span<const std::uint8_t> bytes = as_bytes(message);
  return context &&
         EVP_DigestVerifyInit(context.get(), nullptr, hash, nullptr, static_cast<EVP_PKEY*>(key_.get())) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes.data(), bytes.size()) == 1;
}

}  // namespace entrepot::crypto
