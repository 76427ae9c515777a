#include "iam/sessions.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "base/encoding.h"
#include "iam/sealed_token.h"
#include "iam/tokens.h"

namespace entrepot::iam {
namespace {

const model::AccountId kAccount = *model::AccountId::parse("123456789012");
constexpr std::string_view kRoleArn = "arn:aws:iam::123456789012:role/ci/builder";
constexpr std::string_view kPolicy =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:BatchGetImage","Resource":"*"}]})";

class SessionsTest : public ::testing::Test {
 protected:
  SessionsTest() {
    put_role({});
    credentials_.put(
        {.principal = {.account = kAccount, .id = "AIDAUSER", .arn = "arn:user", .access_key_id = "AKIAUSER"},
         .secret = "s"});
    directory_.put({.id = "AIDAUSER", .name = "u", .arn = "arn:user", .account = kAccount});
  }

  void put_role(std::function<void(Identity&)> change) {
    Identity role{.id = "AROAROLE",
                  .name = "builder",
                  .path = "/ci/",
                  .arn = std::string(kRoleArn),
                  .account = kAccount,
                  .is_role = true,
                  .epoch = 3};
    if (change) change(role);
    directory_.put(std::move(role));
  }
  Principal role_session(std::function<void(Session&)> change = {}) const {
    auto session = std::make_shared<Session>();
    session->name = "run=1,a@b";
    session->role_id = "AROAROLE";
    session->role_arn = kRoleArn;
    session->epoch = 3;
    session->issued_at = clock_.now();
    session->expires_at = clock_.now() + std::chrono::hours(1);
    if (change) change(*session);
    return {.account = kAccount,
            .id = "AROAROLE:run=1,a@b",
            .arn = "arn:aws:sts::123456789012:assumed-role/builder/run=1,a@b",
            .access_key_id = {},
            .kind = PrincipalKind::kRoleSession,
            .session = session};
  }
  Principal user_session(bool is_root = false) const {
    auto session = std::make_shared<Session>();
    session->long_term_key_id = is_root ? "AKIAROOT" : "AKIAUSER";
    session->issued_at = clock_.now();
    session->expires_at = clock_.now() + std::chrono::hours(36);
    return {.account = kAccount,
            .id = is_root ? "123456789012" : "AIDAUSER",
            .arn = is_root ? "arn:aws:iam::123456789012:root" : "arn:user",
            .access_key_id = {},
            .is_root = is_root,
            .kind = PrincipalKind::kUserSession,
            .session = session};
  }
  void expect_check(const Principal& principal, ErrorKind kind) const {
    const auto checked = sessions_.check(principal);
    ASSERT_FALSE(checked);
    EXPECT_EQ(to_string(checked.error().kind()), to_string(kind));
  }

  FakeClock clock_;
  Credentials credentials_;
  Directory directory_;
  crypto::Key root_ = crypto::Key::random();
  Sessions sessions_{root_, credentials_, directory_, clock_};
};

TEST_F(SessionsTest, ATokenOpensToTheSessionThatItWasMadeFor) {
  const Principal made = role_session([](Session& session) {
    session.tags = {{"team", "a"}, {"cost center", "*"}};
    session.policy_document = kPolicy;
    session.provider = "arn:aws:iam::123456789012:oidc-provider/issuer.example";
    session.source_identity = "me";
  });
  const auto issued = sessions_.issue(made);
  ASSERT_TRUE(issued) << issued.error().message();

  const auto key = sessions_.open(issued->access_key_id, issued->token);

  ASSERT_NE(key, nullptr);
  EXPECT_EQ(key->secret, issued->secret);
  const Principal& opened = key->principal;
  EXPECT_EQ(opened.account, kAccount);
  EXPECT_EQ(opened.id, made.id);
  EXPECT_EQ(opened.arn, made.arn);
  EXPECT_EQ(opened.access_key_id, issued->access_key_id);
  EXPECT_EQ(opened.kind, PrincipalKind::kRoleSession);
  EXPECT_FALSE(opened.is_root);
  EXPECT_EQ(opened.identity_id(), "AROAROLE");
  EXPECT_EQ(opened.session->role_arn, kRoleArn);
  EXPECT_EQ(opened.session->epoch, 3U);
  EXPECT_EQ(opened.session->issued_at, made.session->issued_at);
  EXPECT_EQ(opened.session->expires_at, made.session->expires_at);
  EXPECT_EQ(opened.session->tags, made.session->tags);
  EXPECT_EQ(opened.session->provider, made.session->provider);
  EXPECT_EQ(opened.session->source_identity, "me");
  EXPECT_NE(opened.session->policy, nullptr);
  EXPECT_TRUE(sessions_.check(opened));
}

TEST_F(SessionsTest, ASessionOfAUserAndOfRootKeepsWhatItIs) {
  credentials_.put({.principal = {.account = kAccount,
                                  .id = "123456789012",
                                  .arn = "arn:aws:iam::123456789012:root",
                                  .access_key_id = "AKIAROOT",
                                  .is_root = true},
                    .secret = "s"});
  for (const bool is_root : {false, true}) {
    const auto issued = *sessions_.issue(user_session(is_root));
    const auto key = sessions_.open(issued.access_key_id, issued.token);
    ASSERT_NE(key, nullptr);
    EXPECT_EQ(key->principal.kind, PrincipalKind::kUserSession);
    EXPECT_EQ(key->principal.is_root, is_root);
    EXPECT_EQ(key->principal.id, user_session(is_root).id);
    EXPECT_TRUE(sessions_.check(key->principal));
  }
}

TEST_F(SessionsTest, KeyIdsNameTheirAccountAndSecretsHaveFortyCharacters) {
  std::set<std::string> ids;
  std::set<std::string> secrets;
  for (int i = 0; i < 50; ++i) {
    const auto issued = *sessions_.issue(role_session());
    EXPECT_EQ(issued.access_key_id.size(), 20U);
    EXPECT_EQ(account_of_session_key(issued.access_key_id), kAccount);
    EXPECT_EQ(issued.secret.size(), 40U);
    ids.insert(issued.access_key_id);
    secrets.insert(issued.secret);
  }
  EXPECT_EQ(ids.size(), 50U);
  EXPECT_EQ(secrets.size(), 50U);
  for (const char* id : {"", "ASIA", "AKIAAAAAAAAAAAAAAAAA", "ASIA0000000000000000", "ASIA77777777AAAAAAAA",
                         "ASIAAAAAAAAAAAAAAAAAA", "asiaaaaaaaaaaaaaaaaa"}) {
    EXPECT_EQ(account_of_session_key(id), std::nullopt) << id;
  }
}

TEST_F(SessionsTest, ATokenIsGoodWithItsOwnKeyAlone) {
  const auto one = *sessions_.issue(role_session());
  const auto two = *sessions_.issue(role_session());
  EXPECT_EQ(sessions_.open(one.access_key_id, two.token), nullptr);
  EXPECT_EQ(sessions_.open(two.access_key_id, one.token), nullptr);
  EXPECT_EQ(sessions_.open("AKIAUSER", one.token), nullptr);
  EXPECT_EQ(sessions_.open("", one.token), nullptr);
}

TEST_F(SessionsTest, NoChangedTokenOpens) {
  const auto issued = *sessions_.issue(role_session());
  const auto bytes = *base64_decode(issued.token);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    auto changed = bytes;
    changed[i] ^= 1;
    EXPECT_EQ(sessions_.open(issued.access_key_id, base64_encode(changed)), nullptr) << i;
  }
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(sessions_.open(issued.access_key_id, base64_encode(std::span(bytes).first(size))), nullptr) << size;
  }
  EXPECT_EQ(sessions_.open(issued.access_key_id, issued.token + " "), nullptr);
  EXPECT_EQ(sessions_.open(issued.access_key_id, issued.token + std::string(5'000, 'A')), nullptr);
}

TEST_F(SessionsTest, AnotherClustersTokenDoesNotOpen) {
  const Sessions other(crypto::Key::random(), credentials_, directory_, clock_);
  const auto issued = *other.issue(role_session());
  EXPECT_EQ(sessions_.open(issued.access_key_id, issued.token), nullptr);
  const Sessions restarted(root_, credentials_, directory_, clock_);
  const auto ours = *sessions_.issue(role_session());
  ASSERT_NE(restarted.open(ours.access_key_id, ours.token), nullptr);
  EXPECT_EQ(restarted.open(ours.access_key_id, ours.token)->secret, ours.secret);
}

TEST_F(SessionsTest, EndsWithItsTime) {
  const Principal session = role_session();
  clock_.advance(std::chrono::hours(1) - std::chrono::microseconds(1));
  EXPECT_TRUE(sessions_.check(session));
  clock_.advance(std::chrono::microseconds(1));
  expect_check(session, ErrorKind::kExpiredCredentials);
  EXPECT_EQ(sessions_.check(session).error().message(), "The security token included in the request is expired");
}

TEST_F(SessionsTest, ARoleRevokesItsSessions) {
  const Principal session = role_session();
  put_role([](Identity& role) { role.epoch = 4; });
  expect_check(session, ErrorKind::kUnrecognizedClient);
  put_role([&](Identity& role) { role.sessions_valid_from = clock_.now() + std::chrono::microseconds(1); });
  expect_check(session, ErrorKind::kUnrecognizedClient);
  put_role([&](Identity& role) { role.sessions_valid_from = clock_.now(); });
  EXPECT_TRUE(sessions_.check(session));
  directory_.remove("AROAROLE");
  expect_check(session, ErrorKind::kUnrecognizedClient);
}

TEST_F(SessionsTest, ANewRoleOfTheSameNameIsAnotherOne) {
  const Principal session = role_session();
  directory_.remove("AROAROLE");
  put_role([](Identity& role) { role.id = "AROANEW"; });
  expect_check(session, ErrorKind::kUnrecognizedClient);
}

TEST_F(SessionsTest, AUsersSessionEndsWithItsKeyAndWithTheUser) {
  const Principal session = user_session();
  const AccessKey key{.principal = {.account = kAccount, .id = "AIDAUSER", .access_key_id = "AKIAUSER"}, .secret = "s"};
  AccessKey off = key;
  off.is_active = false;
  credentials_.put(off);
  expect_check(session, ErrorKind::kUnrecognizedClient);
  credentials_.put(key);
  EXPECT_TRUE(sessions_.check(session));
  directory_.remove("AIDAUSER");
  expect_check(session, ErrorKind::kUnrecognizedClient);
  directory_.put({.id = "AIDAUSER", .account = kAccount});
  credentials_.remove("AKIAUSER");
  expect_check(session, ErrorKind::kUnrecognizedClient);
}

TEST_F(SessionsTest, PolicyAndTagsHaveRoomAndNoMore) {
  EXPECT_EQ(sessions_.issue(role_session())->packed_size, std::nullopt);

  const auto some = sessions_.issue(role_session([](Session& s) { s.policy_document = kPolicy; }));
  ASSERT_TRUE(some);
  EXPECT_GT(some->packed_size.value(), 0U);
  EXPECT_LT(some->packed_size.value(), 50U);

  const auto too_much = sessions_.issue(role_session([](Session& s) {
    for (int i = 0; i < 50; ++i) s.tags.emplace_back(crypto::random_hex(20), crypto::random_hex(20));
  }));
  ASSERT_FALSE(too_much);
  EXPECT_EQ(too_much.error().kind(), ErrorKind::kPackedPolicyTooLarge);
}

TEST_F(SessionsTest, WhateverIsIssuedGetsARegistryPassword) {
  const RegistryTokens tokens(root_, credentials_, clock_, &sessions_);
  for (std::size_t size = 0; size < 1'200; size += 60) {
    const auto issued = sessions_.issue(role_session([&](Session& s) { s.tags = {{"t", crypto::random_hex(size)}}; }));
    if (!issued) continue;
    const auto key = sessions_.open(issued->access_key_id, issued->token);
    const auto password = tokens.issue(key->principal).password;
    EXPECT_LE(password.size(), kMaxToken) << size;
    EXPECT_TRUE(tokens.open(password)) << size;
  }
  const auto plain = *sessions_.issue(role_session());
  const auto key = sessions_.open(plain.access_key_id, plain.token);
  EXPECT_LE(tokens.issue(key->principal).password.size(), 1'200U) << "without a policy";
}

class SessionPasswords : public SessionsTest {
 protected:
  Principal begin(std::function<void(Session&)> change = {}) {
    const auto issued = *sessions_.issue(role_session(std::move(change)));
    return sessions_.open(issued.access_key_id, issued.token)->principal;
  }
  RegistryTokens tokens_{root_, credentials_, clock_, &sessions_};
};

TEST_F(SessionPasswords, OpenToTheSession) {
  const Principal session = begin([](Session& s) {
    s.tags = {{"team", "a"}};
    s.policy_document = kPolicy;
  });
  const auto opened = tokens_.open(tokens_.issue(session).password);
  ASSERT_TRUE(opened) << opened.error().message();
  EXPECT_EQ(opened->arn, session.arn);
  EXPECT_EQ(opened->id, session.id);
  EXPECT_EQ(opened->access_key_id, session.access_key_id);
  EXPECT_EQ(opened->session->tags, session.session->tags);
  EXPECT_NE(opened->session->policy, nullptr);
}

TEST_F(SessionPasswords, EndWithTheSessionOrAfterTwelveHours) {
  const auto one_hour = tokens_.issue(begin());
  EXPECT_EQ(one_hour.expires_at, clock_.now() + std::chrono::hours(1));
  const auto long_one = tokens_.issue(begin([&](Session& s) { s.expires_at = clock_.now() + std::chrono::hours(36); }));
  EXPECT_EQ(long_one.expires_at, clock_.now() + std::chrono::hours(12));

  clock_.advance(std::chrono::hours(1));
  const auto refused = tokens_.open(one_hour.password);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kExpiredCredentials);
  EXPECT_EQ(refused.error().message(), "Your authorization token has expired. Reauthenticate and try again.");
  EXPECT_TRUE(tokens_.open(long_one.password));
}

TEST_F(SessionPasswords, AreRefusedAtOnceWhenTheSessionIsRevoked) {
  const auto password = tokens_.issue(begin()).password;
  ASSERT_TRUE(tokens_.open(password));
  put_role([](Identity& role) { role.epoch = 4; });
  const auto refused = tokens_.open(password);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kInvalidToken);
}

TEST_F(SessionPasswords, ASessionTokenIsNoPasswordAndAPasswordNoSessionToken) {
  const auto issued = *sessions_.issue(role_session());
  EXPECT_FALSE(tokens_.open(issued.token));
  const auto key = sessions_.open(issued.access_key_id, issued.token);
  EXPECT_EQ(sessions_.open(issued.access_key_id, tokens_.issue(key->principal).password), nullptr);
  EXPECT_FALSE(RegistryTokens(root_, credentials_, clock_).open(tokens_.issue(key->principal).password))
      << "nobody there who could say whether the session counts";
}

}  // namespace
}  // namespace entrepot::iam
