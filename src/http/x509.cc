#include "http/x509.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"

namespace entrepot::http {
namespace {

using Bio = std::unique_ptr<BIO, Freeing<BIO_free_all>>;
using Number = std::unique_ptr<BIGNUM, Freeing<BN_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freeing<GENERAL_NAMES_free>>;
using Octets = std::unique_ptr<ASN1_OCTET_STRING, Freeing<ASN1_OCTET_STRING_free>>;

constexpr int kSerialBits = 127;
constexpr long kDay = 86'400;

std::unexpected<Error> openssl_failed(std::string_view what) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
  ERR_clear_error();
  return fail(Error(ErrorKind::kInternal, fmt::format("cannot make a {}", what)).because(text.data()));
}

/// The four or sixteen bytes of an IP literal; empty for anything else.
std::string ip_bytes(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return {bytes.begin(), bytes.begin() + 4};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return {bytes.begin(), bytes.end()};
  return {};
}

std::string ip_text(std::string_view bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (bytes.size() != 4 && bytes.size() != 16) return {};
  ::inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

bool set_common_name(X509_NAME* name, std::string_view text) {
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()), -1, 0) == 1;
}

bool add_extension(X509& certificate, X509& issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const made = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  if (made == nullptr) return false;
  const bool added = X509_add_ext(&certificate, made, -1) == 1;
  X509_EXTENSION_free(made);
  return added;
}

bool add_names(X509& certificate, const std::set<std::string>& names) {
  const Names list(GENERAL_NAMES_new());
  for (const std::string& name : names) {
    GENERAL_NAME* const entry = GENERAL_NAME_new();
    if (entry == nullptr || sk_GENERAL_NAME_push(list.get(), entry) <= 0) return false;
    const std::string ip = ip_bytes(name);
    const std::string& value = ip.empty() ? name : ip;
    ASN1_STRING* const text = ip.empty() ? ASN1_IA5STRING_new() : ASN1_OCTET_STRING_new();
    if (text == nullptr || ASN1_STRING_set(text, value.data(), static_cast<int>(value.size())) != 1) return false;
    GENERAL_NAME_set0_value(entry, ip.empty() ? GEN_DNS : GEN_IPADD, text);
  }
  return X509_add1_ext_i2d(&certificate, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT) == 1;
}

/// Version, a random serial number, validity and key; no names, no signature.
Certificate begin_certificate(EVP_PKEY& key, int days) {
  Certificate certificate(X509_new());
  const Number serial(BN_new());
  const bool made = certificate && serial && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                    BN_rand(serial.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
                    BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate.get())) != nullptr &&
                    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay) != nullptr &&
                    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDay * days) != nullptr &&
                    X509_set_pubkey(certificate.get(), &key) == 1;
  return made ? std::move(certificate) : nullptr;
}

template <class Write>
Result<std::string> written(Write write, std::string_view what) {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (!bio || write(bio.get()) != 1) return openssl_failed(what);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

}  // namespace

Result<Key> make_key() {
  Key key(EVP_EC_gen("P-256"));
  if (!key) return openssl_failed("key");
  return key;
}

Result<Certificate> make_ca_certificate(EVP_PKEY& key, std::string_view common_name, int days) {
  Certificate ca = begin_certificate(key, days);
  const bool made = ca && set_common_name(X509_get_subject_name(ca.get()), common_name) &&
                    X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get())) == 1 &&
                    add_extension(*ca, *ca, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                    add_extension(*ca, *ca, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                    add_extension(*ca, *ca, NID_subject_key_identifier, "hash") &&
                    X509_sign(ca.get(), &key, EVP_sha256()) > 0;
  if (!made) return openssl_failed("certificate");
  return ca;
}

Result<Certificate> make_server_certificate(EVP_PKEY& key, const std::set<std::string>& names, int days, X509& ca,
                                            EVP_PKEY& ca_key) {
  Certificate server = begin_certificate(key, days);
  const bool made = server && set_common_name(X509_get_subject_name(server.get()), "entrepot server") &&
                    X509_set_issuer_name(server.get(), X509_get_subject_name(&ca)) == 1 &&
                    add_extension(*server, ca, NID_basic_constraints, "critical,CA:FALSE") &&
                    add_extension(*server, ca, NID_key_usage, "critical,digitalSignature") &&
                    add_extension(*server, ca, NID_ext_key_usage, "serverAuth") &&
                    add_extension(*server, ca, NID_subject_key_identifier, "hash") &&
                    add_extension(*server, ca, NID_authority_key_identifier, "keyid:always") &&
                    add_names(*server, names) && X509_sign(server.get(), &ca_key, EVP_sha256()) > 0;
  if (!made) return openssl_failed("certificate");
  return server;
}

Result<std::string> normal_name(std::string_view name) {
  if (const std::string ip = ip_bytes(std::string(name)); !ip.empty()) return ip_text(ip);
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  std::string_view rest = lower;
  if (rest.starts_with("*.")) rest.remove_prefix(2);
  const bool fits = !rest.empty() && rest.size() <= 253 && rest.front() != '.' && rest.back() != '.' &&
                    rest.find("..") == std::string_view::npos && std::all_of(rest.begin(), rest.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
                    });
  if (fits) return lower;
  return fail(
      ErrorKind::kInvalidParameter,
      fmt::format("'{}' is neither a host name nor an IP address: no certificate can be made for it", printable(name)));
}

std::set<std::string> names_of(X509& certificate) {
  std::set<std::string> out;
  const Names list(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; list && i < sk_GENERAL_NAME_num(list.get()); ++i) {
    int type = 0;
    const auto* const value =
        static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(list.get(), i), &type));
    const std::string_view bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                                 static_cast<std::size_t>(ASN1_STRING_length(value)));
    if (type == GEN_DNS) out.emplace(bytes);
    if (type == GEN_IPADD) out.insert(ip_text(bytes));
  }
  return out;
}

int days_left(const X509& certificate) {
  int days = 0;
  int seconds = 0;
  if (ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(&certificate)) != 1) return -1;
  return seconds < 0 ? days - 1 : days;
}

Result<std::string> to_pem(X509& certificate) {
  return written([&](BIO* bio) { return PEM_write_bio_X509(bio, &certificate); }, "certificate");
}

Result<std::string> to_pem(EVP_PKEY& key) {
  return written(
      [&](BIO* bio) { return PEM_write_bio_PKCS8PrivateKey(bio, &key, nullptr, nullptr, 0, nullptr, nullptr); }, "key");
}

Certificate certificate_from_pem(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Certificate out(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return out;
}

Key key_from_pem(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // Never ask a terminal for a pass phrase.
  const auto no_pass_phrase = [](char*, int, int, void*) { return -1; };
  Key out(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
  ERR_clear_error();
  return out;
}

}  // namespace entrepot::http
