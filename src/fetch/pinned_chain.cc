#include "fetch/pinned_chain.h"

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/encoding.h"

namespace entrepot::fetch {
namespace {

struct FreeStore {
  void operator()(X509_STORE* store) const noexcept { X509_STORE_free(store); }
};
struct FreeContext {
  void operator()(X509_STORE_CTX* context) const noexcept { X509_STORE_CTX_free(context); }
};

bool is_listed(const std::vector<std::string>& thumbprints, const X509* certificate) {
  std::array<std::uint8_t, 20> digest{};
  unsigned size = 0;
  if (X509_digest(certificate, EVP_sha1(), digest.data(), &size) != 1 || size != digest.size()) return false;
  return std::ranges::find(thumbprints, hex_encode(digest)) != thumbprints.end();
}

/// Verifies the chain anew with `anchor` as its only authority. A certificate that is merely sent along, and has not
/// signed what is below it, leads nowhere.
bool leads_to(X509_STORE_CTX* given, X509* anchor) {
  const std::unique_ptr<X509_STORE, FreeStore> store(X509_STORE_new());
  const std::unique_ptr<X509_STORE_CTX, FreeContext> context(X509_STORE_CTX_new());
  if (!store || !context || X509_STORE_add_cert(store.get(), anchor) != 1) return false;
  X509* leaf = X509_STORE_CTX_get0_cert(given);
  if (X509_STORE_CTX_init(context.get(), store.get(), leaf, X509_STORE_CTX_get0_untrusted(given)) != 1) return false;
  if (X509_STORE_CTX_set_default(context.get(), "ssl_server") != 1) return false;
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_PARTIAL_CHAIN);
  return X509_verify_cert(context.get()) == 1;
}

int verify(X509_STORE_CTX* context, void* argument) {
  const int verified = X509_verify_cert(context);
  if (verified == 1) return 1;
  const auto& thumbprints = *static_cast<const std::vector<std::string>*>(argument);
  const STACK_OF(X509)* sent = X509_STORE_CTX_get0_untrusted(context);
  for (int i = 0; i < sk_X509_num(sent); ++i) {
    X509* certificate = sk_X509_value(sent, i);
    if (!is_listed(thumbprints, certificate) || !leads_to(context, certificate)) continue;
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return 1;
  }
  return verified;
}

}  // namespace

void trust_thumbprints(SSL_CTX* context, const std::vector<std::string>& thumbprints) {
  SSL_CTX_set_cert_verify_callback(context, verify, const_cast<std::vector<std::string>*>(&thumbprints));
}

}  // namespace entrepot::fetch
