// Does the time that a refusal takes tell why it was refused? After dudect: the samples of two classes are taken in
// random order, the slowest are cut off at a common percentile, and Welch's t compares the means. |t| above 4.5 means a
// difference that many requests to an idle server on the same machine could see; the difference in nanoseconds says
// whether it matters. The error texts tell an unknown key from a wrong signature anyway, as AWS's do; what must not
// show is which digit of a signature is wrong.
//
//   iam_timing [samples]       (default 1000000; on a quiet machine)

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>
#include <vector>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "iam/sigv4.h"
#include "tests/support/sigv4_signer.h"

namespace {

using namespace entrepot;
using namespace entrepot::iam;

constexpr std::int64_t kNow = 1'800'000'000;
constexpr double kThreshold = 4.5;
constexpr double kKeptShare = 0.9;

struct Server {
  FakeClock clock{SysTime(std::chrono::seconds(kNow))};
  Credentials credentials;
  NewAccessKey key = make_access_key();
  SigV4Verifier verifier{credentials, clock, {.regions = {"us-east-1"}, .services = {"ecr"}}};
  std::string hash = hex_encode(crypto::sha256("{}"));

  Server() {
    for (const char* id : {"AKIAAAAAAAAAAAAAUSED", "AKIAAAAAAAAAAAAIDLED"}) {
      credentials.put({.principal = {.account = *model::AccountId::parse("123456789012"), .access_key_id = id},
                       .secret = key.secret});
    }
  }

  /// A signed request whose digit at `wrong_digit` (1: the last) is another.
  testing::ClientRequest request(std::string id, std::size_t wrong_digit) const {
    auto out = testing::json_request("S.ListImages", "{}", {std::move(id), key.secret}, "localhost:5000", kNow);
    out.headers.emplace_back("Host", "localhost:5000");
    for (auto& [name, value] : out.headers) {
      if (name != "Authorization" || wrong_digit == 0) continue;
      char& digit = value[value.size() - wrong_digit];
      digit = digit == '0' ? '1' : '0';
    }
    return out;
  }

  bool accepts(const testing::ClientRequest& request) const {
    return verifier
        .verify({.method = "POST",
                 .path = "/",
                 .query = "",
                 .headers = {request.headers.begin(), request.headers.end()},
                 .payload_sha256_hex = hash})
        .has_value();
  }
};

struct Moments {
  double mean = 0;
  double variance = 0;
  double count = 0;
};

Moments moments_of(const std::vector<double>& samples, double limit) {
  Moments out;
  double squares = 0;
  for (const double sample : samples) {
    if (sample > limit) continue;
    out.count += 1;
    const double from_mean = sample - out.mean;
    out.mean += from_mean / out.count;
    squares += from_mean * (sample - out.mean);
  }
  out.variance = squares / (out.count - 1);
  return out;
}

void compare(std::string_view name, const Server& server, const testing::ClientRequest& one,
             const testing::ClientRequest& two, std::size_t count) {
  std::vector<double> took[2];
  std::minstd_rand random(1);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t which = (random() >> 8) & 1;
    const auto start = std::chrono::steady_clock::now();
    if (server.accepts(which == 0 ? one : two)) std::abort();
    const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
    took[which].push_back(time.count());
  }
  std::vector<double> all = took[0];
  all.insert(all.end(), took[1].begin(), took[1].end());
  const auto at = all.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(all.size()) * kKeptShare);
  std::ranges::nth_element(all, at);
  const Moments a = moments_of(took[0], *at);
  const Moments b = moments_of(took[1], *at);
  const double t = (a.mean - b.mean) / std::sqrt(a.variance / a.count + b.variance / b.count);
  fmt::print("{:<44} {:>8.0f} ns {:>8.0f} ns {:>+7.1f} ns   t = {:>+7.2f} {}\n", name, a.mean, b.mean, a.mean - b.mean,
             t, std::abs(t) < kThreshold ? "" : "(a difference)");
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const Server server;
  if (count < 100 || !server.accepts(server.request("AKIAAAAAAAAAAAAAUSED", 0))) return 1;  // and now it is in use
  const auto used = server.request("AKIAAAAAAAAAAAAAUSED", 1);
  compare("the same request twice (control)", server, used, server.request("AKIAAAAAAAAAAAAAUSED", 1), count);
  compare("first wrong digit, last wrong digit", server, server.request("AKIAAAAAAAAAAAAAUSED", 64), used, count);
  compare("key in use, unknown key", server, used, server.request("AKIAAAAAAAAAANOBODYS", 1), count);
  compare("key in use, key that nobody uses", server, used, server.request("AKIAAAAAAAAAAAAIDLED", 1), count);
  return 0;
}
