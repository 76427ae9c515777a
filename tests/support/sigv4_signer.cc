#include "tests/support/sigv4_signer.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <map>

namespace entrepot::testing {
namespace {

std::string hex(std::string_view bytes) {
  std::string out;
  for (const unsigned char byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

std::string sha256_hex(std::string_view text) {
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash);
  return hex({reinterpret_cast<const char*>(hash), sizeof hash});
}

std::string hmac(std::string_view key, std::string_view text) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), out, &size);
  return {reinterpret_cast<const char*>(out), size};
}

std::string amz_date(std::int64_t epoch_seconds) {
  const std::time_t time = epoch_seconds;
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc);
  return text;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

std::string encode(std::string_view text) {
  std::string out;
  for (const unsigned char c : text) {
    if (std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~') {
      out += static_cast<char>(c);
    } else {
      out += fmt::format("%{:02X}", c);
    }
  }
  return out;
}

/// The test targets are already percent-encoded, so that sorting the pairs is all there is to do.
std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const auto equals = pair.find('=');
    pairs.emplace_back(pair.substr(0, equals), equals == pair.npos ? "" : pair.substr(equals + 1));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, value);
  return out;
}

struct Split {
  std::string_view path;
  std::string_view query;
};
Split split(std::string_view target) {
  const auto at = target.find('?');
  return {target.substr(0, at), at == target.npos ? "" : target.substr(at + 1)};
}

std::string scope_of(const SigningKey& key, std::string_view date) {
  return fmt::format("{}/{}/{}/aws4_request", date.substr(0, 8), key.region, key.service);
}

std::string signature(const SigningKey& key, std::string_view date, std::string_view canonical_request) {
  const std::string to_sign =
      fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", date, scope_of(key, date), sha256_hex(canonical_request));
  std::string derived = hmac("AWS4" + key.secret, date.substr(0, 8));
  for (const std::string_view part :
       {std::string_view(key.region), std::string_view(key.service), std::string_view("aws4_request")}) {
    derived = hmac(derived, part);
  }
  return hex(hmac(derived, to_sign));
}

}  // namespace

void sign(ClientRequest& request, const SigningKey& key, std::string_view host, std::int64_t epoch_seconds) {
  const std::string date = amz_date(epoch_seconds);
  request.headers.emplace_back("X-Amz-Date", date);
  std::map<std::string, std::string> headers{{"host", std::string(host)}};
  for (const auto& [name, value] : request.headers) headers[lower(name)] = value;
  std::string canonical_headers;
  std::string names;
  for (const auto& [name, value] : headers) {
    canonical_headers += fmt::format("{}:{}\n", name, value);
    names += fmt::format("{}{}", names.empty() ? "" : ";", name);
  }
  const auto [path, query] = split(request.target);
  const std::string canonical = fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, path, canonical_query(query),
                                            canonical_headers, names, sha256_hex(request.body));
  request.headers.emplace_back(
      "Authorization", fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                   key.access_key_id, scope_of(key, date), names, signature(key, date, canonical)));
}

std::string presign(std::string_view target, const SigningKey& key, std::string_view host, std::int64_t epoch_seconds,
                    std::int64_t expires_seconds) {
  const std::string date = amz_date(epoch_seconds);
  const auto [path, query] = split(target);
  const std::string full = fmt::format(
      "{}{}X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires={}&X-Amz-SignedHeaders="
      "host",
      query, query.empty() ? "" : "&", encode(key.access_key_id + "/" + scope_of(key, date)), date, expires_seconds);
  const std::string canonical =
      fmt::format("GET\n{}\n{}\nhost:{}\n\nhost\n{}", path, canonical_query(full), host, sha256_hex(""));
  return fmt::format("{}?{}&X-Amz-Signature={}", path, full, signature(key, date, canonical));
}

ClientRequest json_request(std::string_view operation, std::string body, const SigningKey& key, std::string_view host,
                           std::int64_t epoch_seconds) {
  ClientRequest request;
  request.headers.emplace_back("Content-Type", "application/x-amz-json-1.1");
  request.headers.emplace_back("X-Amz-Target", operation);
  request.body = std::move(body);
  sign(request, key, host, epoch_seconds);
  return request;
}

}  // namespace entrepot::testing
