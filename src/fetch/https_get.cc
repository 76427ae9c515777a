#include "fetch/https_get.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>

#include "base/encoding.h"
#include "fetch/pinned_chain.h"

namespace entrepot::fetch {
namespace {

namespace ip = boost::asio::ip;

constexpr std::size_t kMaxUrl = 2'048;

struct FreeEasy {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
struct FreeUrl {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

std::optional<ip::address> address_of(const curl_sockaddr& to) {
  if (to.family == AF_INET && to.addrlen >= sizeof(sockaddr_in)) {
    sockaddr_in in{};
    std::memcpy(&in, &to.addr, sizeof in);
    return ip::address_v4(ntohl(in.sin_addr.s_addr));
  }
  if (to.family == AF_INET6 && to.addrlen >= sizeof(sockaddr_in6)) {
    sockaddr_in6 in{};
    std::memcpy(&in, &to.addr, sizeof in);
    ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
    return ip::address_v6(bytes);
  }
  return std::nullopt;
}

/// What the callbacks of one transfer share.
struct Transfer {
  const Trust& trust;
  const Networks& networks;
  std::size_t max_bytes;
  std::string body;
  std::string refused_address;
  bool is_too_large = false;
};

/// The last word before connect(2): whatever a name resolved to, the socket goes to this address.
curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* to) {
  auto& transfer = *static_cast<Transfer*>(self);
  const auto address = address_of(*to);
  if (!address || !transfer.networks.allows(*address)) {
    transfer.refused_address = address ? address->to_string() : "of another family";
    return CURL_SOCKET_BAD;
  }
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::size_t receive(char* data, std::size_t, std::size_t size, void* self) {
  auto& transfer = *static_cast<Transfer*>(self);
  if (size > transfer.max_bytes - transfer.body.size()) {
    transfer.is_too_large = true;
    return 0;
  }
  transfer.body.append(data, size);
  return size;
}

CURLcode prepare_tls(CURL*, void* context, void* self) {
  const Trust& trust = static_cast<Transfer*>(self)->trust;
  if (!trust.thumbprints.empty()) trust_thumbprints(static_cast<SSL_CTX*>(context), trust.thumbprints);
  return CURLE_OK;
}

void start_curl_once() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

bool set_up(CURL* easy, const std::string& url, Transfer& transfer, Limits limits, char* problem) {
  bool is_set = true;
  const auto set = [&](CURLoption option, auto value) {
    is_set = curl_easy_setopt(easy, option, value) == CURLE_OK && is_set;
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");  // nor the one that the environment names: it would connect where we may not
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_FRESH_CONNECT, 1L);
  set(CURLOPT_FORBID_REUSE, 1L);
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_USERAGENT, "entrepot");
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits.timeout.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.timeout.count()));
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits.max_bytes));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!transfer.trust.ca_file.empty()) {
    set(CURLOPT_CAINFO, transfer.trust.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set(CURLOPT_SSL_CTX_FUNCTION, &prepare_tls);
  set(CURLOPT_SSL_CTX_DATA, &transfer);
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(CURLOPT_OPENSOCKETDATA, &transfer);
  set(CURLOPT_WRITEFUNCTION, &receive);
  set(CURLOPT_WRITEDATA, &transfer);
  set(CURLOPT_ERRORBUFFER, problem);
  return is_set;
}

std::unexpected<Error> unreachable(std::string why) {
  return fail(Error(ErrorKind::kUnavailable, "the server could not be asked").because(std::move(why)));
}

}  // namespace

bool is_plain_https_url(std::string_view url) {
  if (url.size() > kMaxUrl || !url.starts_with("https://")) return false;
  if (!std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7f && c != '\\'; })) return false;
  const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
  if (!parsed ||
      curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), CURLU_DISALLOW_USER) != CURLUE_OK) {
    return false;
  }
  return !url.contains('#') && !url.substr(0, url.find_first_of("/?", 8)).contains('@');
}

Result<std::string> https_get(const std::string& url, const Trust& trust, const Networks& networks, Limits limits) {
  start_curl_once();
  if (!is_plain_https_url(url)) {
    return fail(ErrorKind::kInvalidParameter, fmt::format("'{}' is no https address", printable(url, 128)));
  }
  const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
  char problem[CURL_ERROR_SIZE] = "";
  Transfer transfer{.trust = trust, .networks = networks, .max_bytes = limits.max_bytes};
  if (!easy || !set_up(easy.get(), url, transfer, limits, problem)) return unreachable("libcurl cannot be set up");

  const CURLcode code = curl_easy_perform(easy.get());
  if (!transfer.refused_address.empty()) {
    return unreachable(fmt::format("{}: the address {} is not public, and not allowed by the configuration",
                                   printable(url, 128), transfer.refused_address));
  }
  if (transfer.is_too_large || code == CURLE_FILESIZE_EXCEEDED) {
    return unreachable(fmt::format("{}: more than {} bytes", printable(url, 128), limits.max_bytes));
  }
  if (code != CURLE_OK) {
    const std::string_view why = problem[0] != '\0' ? problem : curl_easy_strerror(code);
    return unreachable(fmt::format("{}: {}", printable(url, 128), printable(why, 200)));
  }
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return unreachable(fmt::format("{}: status {}", printable(url, 128), status));
  return std::move(transfer.body);
}

}  // namespace entrepot::fetch
