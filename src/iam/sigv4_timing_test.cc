// What a refusal costs must not tell why. These tests compare medians of processor time over interleaved samples, with
// a wide margin, so that a busy machine cannot make them fail: they find a shortcut (a derivation or an HMAC that one
// path skips), not nanoseconds. bench/iam_timing.cc looks closer.

#include <gtest/gtest.h>
#include <time.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "iam/sessions.h"
#include "iam/sigv4.h"
#include "tests/support/sigv4_signer.h"

namespace entrepot::iam {
namespace {

constexpr std::int64_t kNow = 1'800'000'000;
constexpr int kSamples = 300;
constexpr int kAttempts = 5;
/// A refusal that skips the derivation of a signing key costs 0.8 of one that does it; equal work shows as 0.97 and
/// more.
constexpr double kMargin = 0.9;

class SigV4Timing : public ::testing::Test {
 protected:
  SigV4Timing() {
    credentials_.put({.principal = principal_of("AKIAKNOWN"), .secret = key_.secret});
    credentials_.put({.principal = principal_of("AKIAOTHER"), .secret = make_access_key().secret});
    credentials_.put({.principal = principal_of("AKIAOFF"), .secret = key_.secret, .is_active = false});
  }
  static Principal principal_of(std::string id) {
    return {.account = *model::AccountId::parse("123456789012"), .id = "1", .access_key_id = std::move(id)};
  }

  testing::ClientRequest request(std::string id, std::string secret) const {
    auto out = testing::json_request("S.ListImages", "{}", {std::move(id), std::move(secret)}, "h", kNow);
    out.headers.emplace_back("Host", "h");
    return out;
  }
  static testing::ClientRequest with_digit(testing::ClientRequest request, std::size_t from_end) {
    std::string& text =
        std::ranges::find_if(request.headers, [](const auto& h) { return h.first == "Authorization"; })->second;
    char& digit = text[text.size() - from_end];
    digit = digit == '0' ? '1' : '0';
    return request;
  }

  bool is_accepted(const testing::ClientRequest& request) const {
    static const std::string hash = hex_encode(crypto::sha256("{}"));
    return verifier_
        .verify({.method = "POST",
                 .path = "/",
                 .query = "",
                 .headers = {request.headers.begin(), request.headers.end()},
                 .payload_sha256_hex = hash})
        .has_value();
  }

  static std::int64_t cpu_nanoseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1'000'000'000 + now.tv_nsec;
  }

  /// Median cost of `a` over that of `b`, or the other way round: at most 1.
  double likeness(const testing::ClientRequest& a, const testing::ClientRequest& b) const {
    std::array<std::vector<std::int64_t>, 2> took;
    for (int i = 0; i < 2 * kSamples; ++i) {
      const std::int64_t start = cpu_nanoseconds();
      static_cast<void>(is_accepted(i % 2 == 0 ? a : b));
      took[static_cast<std::size_t>(i % 2)].push_back(cpu_nanoseconds() - start);
    }
    for (auto& samples : took) std::ranges::nth_element(samples, samples.begin() + kSamples / 2);
    const auto one = static_cast<double>(took[0][kSamples / 2]);
    const auto two = static_cast<double>(took[1][kSamples / 2]);
    return std::min(one, two) / std::max(one, two);
  }
  /// The best of a few attempts: noise makes costs differ, never alike.
  double best_likeness(const testing::ClientRequest& a, const testing::ClientRequest& b) const {
    double best = 0;
    for (int i = 0; i < kAttempts && best < kMargin; ++i) best = std::max(best, likeness(a, b));
    return best;
  }

  FakeClock clock_{SysTime(std::chrono::seconds(kNow))};
  Credentials credentials_;
  NewAccessKey key_ = make_access_key();
  Directory directory_;
  Sessions sessions_{crypto::Key::random(), credentials_, directory_, clock_};
  SigV4Verifier verifier_{credentials_, clock_, {.regions = {"us-east-1"}, .services = {"ecr"}}, &sessions_};
};

TEST_F(SigV4Timing, ARefusalCostsTheSameWhateverTheKey) {
  const auto good = request("AKIAKNOWN", key_.secret);
  ASSERT_TRUE(is_accepted(good)) << "now this key is one in use";
  const auto in_use = with_digit(good, 1);
  ASSERT_FALSE(is_accepted(in_use));
  for (const auto& [name, other] : {std::pair{"unknown key", request("AKIANOBODY", key_.secret)},
                                    std::pair{"known key that nobody uses", request("AKIAOTHER", key_.secret)},
                                    std::pair{"inactive key", request("AKIAOFF", key_.secret)}}) {
    ASSERT_FALSE(is_accepted(other)) << name;
    EXPECT_GT(best_likeness(in_use, other), kMargin) << name;
  }
}

TEST_F(SigV4Timing, ATemporaryKeyWithoutItsTokenCostsWhatAnUnknownKeyCosts) {
  const auto unknown = request("AKIANOBODY", key_.secret);
  const auto temporary = request("ASIANOBODYNOBODYNOBO", key_.secret);
  ASSERT_FALSE(is_accepted(temporary));
  EXPECT_GT(best_likeness(unknown, temporary), kMargin);
}

TEST_F(SigV4Timing, ARefusalCostsTheSameWhicheverDigitIsWrong) {
  const auto good = request("AKIAKNOWN", key_.secret);
  EXPECT_GT(best_likeness(with_digit(good, 64), with_digit(good, 1)), kMargin);
}

TEST_F(SigV4Timing, TheMeasureSeesAShortcut) {
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "a sanitizer slows our code, and not OpenSSL's: the derivation is lost in it";
#endif
  const auto good = request("AKIAKNOWN", key_.secret);
  ASSERT_TRUE(is_accepted(good));
  double least = 1;
  for (int i = 0; i < kAttempts && least > kMargin; ++i) {
    least = std::min(least, likeness(good, request("AKIANOBODY", key_.secret)));
  }
  EXPECT_LT(least, kMargin) << "an accepted request derives nothing";
}

}  // namespace
}  // namespace entrepot::iam
