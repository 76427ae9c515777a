#pragma once
// Making and reading X.509 certificates: what the private CA needs, no more.

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace entrepot::http {

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;

/// A fresh P-256 key.
Result<Key> make_key();
/// A self-signed CA certificate that may sign server certificates only; valid from a day ago.
Result<Certificate> make_ca_certificate(EVP_PKEY& key, std::string_view common_name, int days);
/// A server certificate for `names` (host names, with a leading "*." at most, and IP literals), signed by the CA.
Result<Certificate> make_server_certificate(EVP_PKEY& key, const std::set<std::string>& names, int days, X509& ca,
                                            EVP_PKEY& ca_key);

/// `name` as it stands in a certificate: lower case, IP addresses in their short form. kInvalidParameter, naming it, if
/// it is neither a host name nor an IP literal.
Result<std::string> normal_name(std::string_view name);
/// The names that a certificate is good for, in normal form.
std::set<std::string> names_of(X509& certificate);
/// How many whole days are left; negative once it has expired.
int days_left(const X509& certificate);

Result<std::string> to_pem(X509& certificate);
Result<std::string> to_pem(EVP_PKEY& key);
/// nullptr when `pem` does not begin with one.
Certificate certificate_from_pem(const std::string& pem);
Key key_from_pem(const std::string& pem);

}  // namespace entrepot::http
