// A load generator for registries: reads and writes large blobs over plain and TLS connections.
//
//   registry_load get URL AUTH CONNECTIONS SECONDS       GET the same blob again and again on each connection
//   registry_load put URL AUTH CONNECTIONS BYTES COUNT   push COUNT blobs of BYTES on each connection (POST, then PUT);
//                                                        URL: http://host:port/v2/<repository>
//   registry_load pace URL AUTH CONNECTIONS RATE SECONDS GET something small RATE times a second, evenly, over
//   CONNECTIONS:
//                                                        how long an answer takes, from when its request was due
//
// AUTH is the value of the Authorization header, or "-". Prints one line of JSON. A wrong status ends the run.

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "connection.h"

namespace load {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string request(std::string_view method, const Url& url, std::string_view auth, std::string_view headers) {
  std::string text;
  text.append(method).append(" ").append(url.target).append(" HTTP/1.1\r\nHost: ").append(url.authority).append("\r\n");
  if (auth != "-") text.append("Authorization: ").append(auth).append("\r\n");
  return text.append(headers).append("\r\n");
}

void report(std::uint64_t bytes, std::uint64_t requests, double seconds) {
  std::printf("{\"bytes\": %llu, \"requests\": %llu, \"seconds\": %.6f, \"gb_per_second\": %.4f}\n",
              static_cast<unsigned long long>(bytes), static_cast<unsigned long long>(requests), seconds,
              static_cast<double>(bytes) / seconds / 1e9);
}

/// Where the blob itself is: follows one redirect.
Url locate(const Url& url, std::string_view auth) {
  Connection connection(url);
  connection.send(request("GET", url, auth, ""));
  const Head head = connection.read_head();
  if (head.status == 307 || head.status == 302) return resolve(url, head.location);
  if (head.status != 200) die("GET answered " + std::to_string(head.status));
  return url;
}

void get(const Url& asked, std::string_view auth, unsigned connections, double seconds) {
  const Url url = locate(asked, auth);
  const std::string text = request("GET", url, url.target == asked.target ? auth : "-", "");
  std::atomic<std::uint64_t> bytes{0}, requests{0};
  std::vector<std::jthread> threads;
  const auto start = Clock::now();
  for (unsigned index = 0; index < connections; ++index) {
    threads.emplace_back([&] {
      Connection connection(url);
      while (seconds_since(start) < seconds) {
        connection.send(text);
        const Head head = connection.read_head();
        if (head.status != 200 || head.length == 0) die("GET answered " + std::to_string(head.status));
        connection.discard(head.length);
        bytes += head.length;
        ++requests;
      }
    });
  }
  threads.clear();
  // Every blob that was begun is read to its end, so the time is that of all bytes.
  report(bytes, requests, seconds_since(start));
}

/// A blob that no registry has seen before: random blocks with a counter in front of each.
class Content {
 public:
  Content(std::uint64_t size, std::uint64_t seed) : size_(size), block_(kBlock) {
    std::mt19937_64 random(seed);
    for (auto& byte : block_) byte = static_cast<std::byte>(random());
  }

  /// Calls `take` with the pieces, in order.
  template <class Take>
  void each(Take take) {
    std::uint64_t counter = 0;
    for (std::uint64_t done = 0; done < size_;) {
      ++counter;
      std::copy_n(reinterpret_cast<const std::byte*>(&counter), sizeof counter, block_.begin());
      const auto count = std::min<std::uint64_t>(size_ - done, block_.size());
      take(std::span(block_).first(count));
      done += count;
    }
  }

  std::string digest() {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr);
    each([&](std::span<const std::byte> piece) { EVP_DigestUpdate(hash.get(), piece.data(), piece.size()); });
    std::array<unsigned char, 32> value{};
    EVP_DigestFinal_ex(hash.get(), value.data(), nullptr);
    std::string text = "sha256:";
    for (const auto byte : value) {
      constexpr std::string_view kHex = "0123456789abcdef";
      text += kHex[byte >> 4];
      text += kHex[byte & 15];
    }
    return text;
  }

 private:
  static constexpr std::size_t kBlock = 256 * 1024;
  std::uint64_t size_;
  std::vector<std::byte> block_;
};

void push(Connection& connection, const Url& repository, std::string_view auth, Content& content,
          const std::string& digest, std::uint64_t size) {
  Url uploads = repository;
  uploads.target += "/blobs/uploads/";
  connection.send(request("POST", uploads, auth, "Content-Length: 0\r\n"));
  Head head = connection.read_head();
  if (head.status != 202) die("POST answered " + std::to_string(head.status));
  connection.discard(head.length);
  Url upload = resolve(repository, head.location);
  upload.target += (upload.target.find('?') == std::string::npos ? "?digest=" : "&digest=") + digest;
  connection.send(
      request("PUT", upload, auth,
              "Content-Type: application/octet-stream\r\nContent-Length: " + std::to_string(size) + "\r\n"));
  content.each([&](std::span<const std::byte> piece) { connection.send(piece); });
  head = connection.read_head();
  if (head.status != 201) die("PUT answered " + std::to_string(head.status));
  connection.discard(head.length);
}

void put(const Url& repository, std::string_view auth, unsigned connections, std::uint64_t size, unsigned count) {
  std::random_device entropy;
  std::vector<std::vector<std::pair<Content, std::string>>> work(connections);
  for (auto& blobs : work) {
    for (unsigned index = 0; index < count; ++index) {
      Content content(size, (std::uint64_t{entropy()} << 32) | entropy());
      // Before the clock runs: a client knows its digests already.
      std::string digest = content.digest();
      blobs.emplace_back(std::move(content), std::move(digest));
    }
  }
  std::vector<std::jthread> threads;
  const auto start = Clock::now();
  for (auto& blobs : work) {
    threads.emplace_back([&] {
      Connection connection(repository);
      for (auto& [content, digest] : blobs) push(connection, repository, auth, content, digest, size);
    });
  }
  threads.clear();
  report(size * count * connections, std::uint64_t{count} * connections, seconds_since(start));
}

/// Requests are due at fixed times, whether or not those before them were answered: a slow answer makes the next one
/// late, and that counts.
std::vector<double> pace_one(const Url& url, const std::string& text, Clock::time_point first, Clock::duration step,
                             Clock::time_point end) {
  std::vector<double> took;
  Connection connection(url);
  for (auto due = first; due < end; due += step) {
    std::this_thread::sleep_until(due);
    connection.send(text);
    const Head head = connection.read_head();
    if (head.status != 200) die("GET answered " + std::to_string(head.status));
    connection.discard(head.length);
    took.push_back(seconds_since(due));
  }
  return took;
}

void pace(const Url& url, std::string_view auth, unsigned connections, double rate, double seconds) {
  const std::string text = request("GET", url, auth, "Accept: application/vnd.oci.image.manifest.v1+json\r\n");
  const auto step = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(connections / rate));
  std::vector<std::vector<double>> parts(connections);
  const auto start = Clock::now() + std::chrono::milliseconds(200);
  const auto end = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  {
    std::vector<std::jthread> threads;
    for (unsigned index = 0; index < connections; ++index) {
      threads.emplace_back(
          [&, index] { parts[index] = pace_one(url, text, start + step * index / connections, step, end); });
    }
  }
  std::vector<double> all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  if (all.empty()) die("no request was due");
  std::sort(all.begin(), all.end());
  const auto at = [&](double share) {
    return 1000 * all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
  };
  std::printf("{\"requests\": %zu, \"rate\": %.1f, \"p50_ms\": %.4f, \"p99_ms\": %.4f, \"max_ms\": %.4f}\n", all.size(),
              static_cast<double>(all.size()) / seconds, at(0.5), at(0.99), at(1));
}

}  // namespace
}  // namespace load

int main(int count, char** arguments) {
  const std::string_view mode = count > 1 ? arguments[1] : "";
  if (!(mode == "get" && count == 6) && !((mode == "put" || mode == "pace") && count == 7))
    load::die(
        "usage: registry_load get URL AUTH CONNECTIONS SECONDS | put URL AUTH CONNECTIONS BYTES COUNT"
        " | pace URL AUTH CONNECTIONS RATE SECONDS");
  const load::Url url = load::parse_url(arguments[2]);
  const auto number = [&](int index) { return std::strtoull(arguments[index], nullptr, 10); };
  const auto connections = static_cast<unsigned>(number(4));
  if (connections == 0 || connections > 4096) load::die("connections: 1 to 4096");
  if (mode == "get") {
    load::get(url, arguments[3], connections, std::strtod(arguments[5], nullptr));
  } else if (mode == "pace") {
    const double rate = std::strtod(arguments[5], nullptr);
    if (rate < 1) load::die("a rate is at least 1");
    load::pace(url, arguments[3], connections, rate, std::strtod(arguments[6], nullptr));
  } else {
    load::put(url, arguments[3], connections, number(5), static_cast<unsigned>(number(6)));
  }
}
