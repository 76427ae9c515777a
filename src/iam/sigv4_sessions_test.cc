// Requests signed with temporary credentials.

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "iam/sessions.h"
#include "iam/sigv4.h"
#include "tests/support/sigv4_signer.h"

namespace entrepot::iam {
namespace {

const model::AccountId kAccount = *model::AccountId::parse("123456789012");
constexpr std::int64_t kNow = 1'800'000'000;
const std::string kUnknown = "The security token included in the request is invalid.";

class SigV4Sessions : public ::testing::Test {
 protected:
  SigV4Sessions() {
    directory_.put({.id = "AROAROLE", .arn = "arn:role", .account = kAccount, .is_role = true});
    credentials_.put(
        {.principal = {.account = kAccount, .id = "AIDA1", .access_key_id = "AKIAGOOD"}, .secret = "long-term"});
    issued_ = begin();
  }
  Sessions::Issued begin() const {
    auto session = std::make_shared<Session>();
    session->name = "run";
    session->role_id = "AROAROLE";
    session->role_arn = "arn:aws:iam::123456789012:role/builder";
    session->issued_at = clock_.now();
    session->expires_at = clock_.now() + std::chrono::minutes(15);
    return *sessions_.issue({.account = kAccount,
                             .id = "AROAROLE:run",
                             .arn = "arn:aws:sts::123456789012:assumed-role/builder/run",
                             .access_key_id = {},
                             .kind = PrincipalKind::kRoleSession,
                             .session = session});
  }
  testing::ClientRequest request(const std::string& id, const std::string& secret, const std::string& token) const {
    testing::ClientRequest out{.body = "{}"};
    out.headers = {{"X-Amz-Target", "S.ListImages"}};
    if (!token.empty()) out.headers.emplace_back("X-Amz-Security-Token", token);
    const std::int64_t now = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
    testing::sign(out, {id, secret}, "h", now);
    out.headers.emplace_back("Host", "h");
    return out;
  }
  Result<SigV4Verifier::Verified> verify(const testing::ClientRequest& request) const {
    const std::string hash = hex_encode(crypto::sha256(request.body));
    const std::string_view target = request.target;
    const std::size_t query = std::min(target.find('?'), target.size());
    return verifier_.verify({.method = request.method,
                             .path = target.substr(0, query),
                             .query = target.substr(std::min(query + 1, target.size())),
                             .headers = {request.headers.begin(), request.headers.end()},
                             .payload_sha256_hex = hash});
  }
  void expect_refused(const testing::ClientRequest& request, ErrorKind kind, std::string_view message) const {
    const auto verified = verify(request);
    ASSERT_FALSE(verified);
    EXPECT_EQ(to_string(verified.error().kind()), to_string(kind));
    EXPECT_EQ(verified.error().message(), message);
  }

  FakeClock clock_{SysTime(std::chrono::seconds(kNow))};
  Credentials credentials_;
  Directory directory_;
  Sessions sessions_{crypto::Key::random(), credentials_, directory_, clock_};
  SigV4Verifier verifier_{credentials_, clock_, {.regions = {"us-east-1"}, .services = {"ecr", "sts"}}, &sessions_};
  Sessions::Issued issued_;
};

TEST_F(SigV4Sessions, AreAcceptedWithTheirToken) {
  const auto verified = verify(request(issued_.access_key_id, issued_.secret, issued_.token));
  ASSERT_TRUE(verified) << verified.error().message();
  EXPECT_EQ(verified->principal.arn, "arn:aws:sts::123456789012:assumed-role/builder/run");
  EXPECT_EQ(verified->principal.session->role_id, "AROAROLE");
}

TEST_F(SigV4Sessions, AreNothingWithoutTheirToken) {
  expect_refused(request(issued_.access_key_id, issued_.secret, ""), ErrorKind::kUnrecognizedClient, kUnknown);
}

TEST_F(SigV4Sessions, TheTokenMustBeSigned) {
  auto late = request(issued_.access_key_id, issued_.secret, "");
  late.headers.emplace_back("X-Amz-Security-Token", issued_.token);
  expect_refused(late, ErrorKind::kInvalidSignature,
                 "'X-Amz-Security-Token' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST_F(SigV4Sessions, TheTokenMustBeTheKeysOwn) {
  const auto other = begin();
  expect_refused(request(issued_.access_key_id, issued_.secret, other.token), ErrorKind::kUnrecognizedClient, kUnknown);
  expect_refused(request("AKIAGOOD", "long-term", issued_.token), ErrorKind::kUnrecognizedClient, kUnknown);
  std::string changed = issued_.token;
  changed[60] = changed[60] == 'A' ? 'B' : 'A';
  expect_refused(request(issued_.access_key_id, issued_.secret, changed), ErrorKind::kUnrecognizedClient, kUnknown);
}

TEST_F(SigV4Sessions, TheSecretCounts) {
  const auto refused = verify(request(issued_.access_key_id, begin().secret, issued_.token));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kInvalidSignature);
}

TEST_F(SigV4Sessions, AnExpiredOneIsSaidToBeExpired) {
  clock_.advance(std::chrono::minutes(15));
  expect_refused(request(issued_.access_key_id, issued_.secret, issued_.token), ErrorKind::kExpiredCredentials,
                 "The security token included in the request is expired");
  const auto forged = verify(request(issued_.access_key_id, "not the secret", issued_.token));
  ASSERT_FALSE(forged);
  EXPECT_EQ(forged.error().kind(), ErrorKind::kInvalidSignature) << "said to the holder alone";
}

TEST_F(SigV4Sessions, ARevokedOneIsUnknownFromThatMomentOn) {
  const auto signed_once = request(issued_.access_key_id, issued_.secret, issued_.token);
  ASSERT_TRUE(verify(signed_once));
  directory_.put({.id = "AROAROLE", .arn = "arn:role", .account = kAccount, .is_role = true, .epoch = 1});
  expect_refused(signed_once, ErrorKind::kUnrecognizedClient, kUnknown);
}

TEST_F(SigV4Sessions, WithoutSessionsNoTemporaryCredentialIsGood) {
  const SigV4Verifier plain{credentials_, clock_, {.regions = {"us-east-1"}, .services = {"ecr"}}};
  const auto signed_one = request(issued_.access_key_id, issued_.secret, issued_.token);
  const std::string hash = hex_encode(crypto::sha256(signed_one.body));
  EXPECT_FALSE(plain.verify({.method = "POST",
                             .path = "/",
                             .query = "",
                             .headers = {signed_one.headers.begin(), signed_one.headers.end()},
                             .payload_sha256_hex = hash}));
}

TEST_F(SigV4Sessions, APresignedRequestHasItsTokenInTheQuery) {
  const std::string base = "/?Action=GetCallerIdentity&Version=2011-06-15";
  const testing::SigningKey key{issued_.access_key_id, issued_.secret, "us-east-1", "sts"};
  const auto get = [&](const std::string& target) {
    return testing::ClientRequest{.method = "GET", .target = target, .headers = {{"Host", "h"}}, .body = ""};
  };
  const std::string with_token = base + "&X-Amz-Security-Token=" + percent_encode(issued_.token);
  const auto verified = verify(get(testing::presign(with_token, key, "h", kNow, 60)));
  ASSERT_TRUE(verified) << verified.error().message();
  EXPECT_EQ(verified->principal.access_key_id, issued_.access_key_id);

  const std::string unsigned_token =
      testing::presign(base, key, "h", kNow, 60) + "&X-Amz-Security-Token=" + percent_encode(issued_.token);
  EXPECT_FALSE(verify(get(unsigned_token))) << "added after signing";
  const std::string twice = with_token + "&X-Amz-Security-Token=" + percent_encode(begin().token);
  EXPECT_FALSE(verify(get(testing::presign(twice, key, "h", kNow, 60))));
  EXPECT_FALSE(verify(get(testing::presign(base, key, "h", kNow, 60)))) << "none at all";
}

TEST_F(SigV4Sessions, ATokenWhereTheSignatureIsNotIsRefused) {
  auto in_query = testing::ClientRequest{.body = "{}"};
  in_query.target = "/?X-Amz-Security-Token=" + percent_encode(issued_.token);
  in_query.headers = {{"X-Amz-Target", "S.ListImages"}, {"X-Amz-Security-Token", issued_.token}};
  testing::sign(in_query, {issued_.access_key_id, issued_.secret}, "h", kNow);
  in_query.headers.emplace_back("Host", "h");
  expect_refused(in_query, ErrorKind::kUnrecognizedClient, kUnknown);
}

}  // namespace
}  // namespace entrepot::iam
