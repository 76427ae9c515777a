#include "tests/support/token_issuer.h"

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <vector>

#include "base/encoding.h"
#include "crypto/hash.h"

namespace entrepot::testing {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes number_of(EVP_PKEY* key, const char* name, int size) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  Bytes out(static_cast<std::size_t>(size == 0 ? BN_num_bytes(number) : size));
  BN_bn2binpad(number, out.data(), static_cast<int>(out.size()));
  BN_free(number);
  return out;
}

std::string encoded(std::string_view text) {
  return base64url_encode(as_bytes(text));
}

}  // namespace

struct TokenIssuer::Impl {
  Kind kind;
  std::string key_id;
  EVP_PKEY* key;

  std::string_view algorithm() const {
    return kind == Kind::kRs256 ? "RS256" : kind == Kind::kEs256 ? "ES256" : "ES384";
  }
  int coordinate() const { return kind == Kind::kEs384 ? 48 : 32; }
};

TokenIssuer::TokenIssuer(Kind kind, std::string key_id)
    : impl_(std::make_unique<Impl>(
          kind, std::move(key_id),
          kind == Kind::kRs256 ? EVP_RSA_gen(2048) : EVP_EC_gen(kind == Kind::kEs256 ? "P-256" : "P-384"))) {}

TokenIssuer::~TokenIssuer() {
  EVP_PKEY_free(impl_->key);
}

std::string TokenIssuer::header() const {
  return fmt::format(R"({{"alg":"{}","kid":"{}","typ":"JWT"}})", impl_->algorithm(), impl_->key_id);
}

std::string TokenIssuer::jwk() const {
  if (impl_->kind == Kind::kRs256) {
    return fmt::format(R"({{"kty":"RSA","kid":"{}","use":"sig","alg":"RS256","n":"{}","e":"{}"}})", impl_->key_id,
                       base64url_encode(number_of(impl_->key, OSSL_PKEY_PARAM_RSA_N, 0)),
                       base64url_encode(number_of(impl_->key, OSSL_PKEY_PARAM_RSA_E, 0)));
  }
  return fmt::format(R"({{"kty":"EC","kid":"{}","use":"sig","crv":"{}","x":"{}","y":"{}"}})", impl_->key_id,
                     impl_->kind == Kind::kEs256 ? "P-256" : "P-384",
                     base64url_encode(number_of(impl_->key, OSSL_PKEY_PARAM_EC_PUB_X, impl_->coordinate())),
                     base64url_encode(number_of(impl_->key, OSSL_PKEY_PARAM_EC_PUB_Y, impl_->coordinate())));
}

std::string TokenIssuer::key_set() const {
  return fmt::format(R"({{"keys":[{}]}})", jwk());
}

std::string TokenIssuer::public_pem() const {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(bio, impl_->key);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return pem;
}

std::string TokenIssuer::sign_with(std::string_view header, std::string_view claims) const {
  const std::string text = encoded(header) + "." + encoded(claims);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestSignInit(context, nullptr, impl_->kind == Kind::kEs384 ? EVP_sha384() : EVP_sha256(), nullptr, impl_->key);
  const auto bytes = as_bytes(text);
  std::size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, bytes.data(), bytes.size());
  Bytes signature(size);
  EVP_DigestSign(context, signature.data(), &size, bytes.data(), bytes.size());
  EVP_MD_CTX_free(context);
  signature.resize(size);
  if (impl_->kind != Kind::kRs256) {
    const std::uint8_t* der = signature.data();
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(signature.size()));
    Bytes raw(static_cast<std::size_t>(2 * impl_->coordinate()));
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), raw.data(), impl_->coordinate());
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), raw.data() + impl_->coordinate(), impl_->coordinate());
    ECDSA_SIG_free(pair);
    signature = raw;
  }
  return text + "." + base64url_encode(signature);
}

std::string TokenIssuer::sign_hs256(std::string_view header, std::string_view claims, std::string_view key) {
  const std::string text = encoded(header) + "." + encoded(claims);
  return text + "." + base64url_encode(crypto::hmac_sha256(as_bytes(key), text));
}

std::string TokenIssuer::unsigned_token(std::string_view header, std::string_view claims) {
  return encoded(header) + "." + encoded(claims) + ".";
}

}  // namespace entrepot::testing
