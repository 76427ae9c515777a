#include "bootstrap/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/run_blocking.h"
#include "bootstrap/read.h"
#include "iam/credentials.h"
#include "kms/root_key.h"
#include "meta/schema.h"
#include "sql/sqlite/sqlite_database.h"

namespace entrepot::bootstrap {
namespace {

using testing::HasSubstr;

constexpr std::string_view kAll = R"(
accounts:
  - id: "123456789012"
    policies:
      - name: push
        path: /ci/
        document: {Version: 2012-10-17, Statement: [{Effect: Allow, Action: "ecr:PutImage", Resource: "*"}]}
    oidc_providers:
      - url: https://issuer.example/x
        client_ids: [sts.amazonaws.com]
    groups:
      - name: developers
        policies: [AmazonEC2ContainerRegistryReadOnly]
        inline_policies:
          more: '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"}}'
    users:
      - name: ci
        groups: [developers]
        policies: [push]
        permissions_boundary: AmazonEC2ContainerRegistryPowerUser
        tags: {team: a}
        credentials_file: ci.credentials
    roles:
      - name: deploy
        policies: [push]
        trust: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: {AWS: 123456789012}, Action: "sts:AssumeRole"}]}
        max_session: 7200
)";

class ApplyTest : public ::testing::Test {
 protected:
  ApplyTest() {
    EXPECT_TRUE(async::run_blocking(database_->migrate(meta::schema_versions())));
    EXPECT_TRUE(async::run_blocking(core_.refresh()));
    // Makes the account.
    EXPECT_TRUE(async::run_blocking(principals_.access_keys.create(account_, std::nullopt)));
  }
  ~ApplyTest() override { database_->close(); }

  Result<std::size_t> apply(std::string_view text) {
    auto declared = read_text(text, "b.yaml", ".");
    if (!declared) return std::unexpected(declared.error());
    return bootstrap::apply(*declared, principals_,
                            [this](const std::string& file, const std::string& id, const std::string&) -> Result<void> {
                              if (file == "refused") return fail(ErrorKind::kUnavailable, "cannot write");
                              written_[file] = id;
                              return {};
                            });
  }
  std::size_t changes(std::string_view text) {
    const auto done = apply(text);
    EXPECT_TRUE(done) << done.error().message();
    return done.value_or(0);
  }
  std::string refusal(std::string_view members) {
    const auto done = apply("accounts: [{id: '123456789012', " + std::string(members) + "}]");
    return done ? "done" : std::string(done.error().message());
  }
  template <class T>
  T must(async::Task<T> task) {
    return async::run_blocking(std::move(task)).value();
  }

  model::AccountId account_ = *model::AccountId::parse("123456789012");
  std::unique_ptr<sql::Database> database_ = std::move(*sql::open_sqlite({.readers = 2}));
  kms::RootKey root_{crypto::Key::random()};
  FakeClock clock_;
  iam::Credentials credentials_;
  iam::Directory directory_;
  iam::OidcProviders providers_;
  identity::Core core_{*database_, root_, clock_, identity::Memory{credentials_, directory_, providers_}};
  identity::Principals principals_{core_};
  std::map<std::string, std::string> written_;
};

TEST_F(ApplyTest, MakesWhatIsDeclared) {
  EXPECT_GT(changes(kAll), 8u);
  const auto user = must(principals_.users.get(account_, "ci"));
  EXPECT_EQ(user.entity.boundary_arn, "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser");
  EXPECT_EQ(user.tags, (identity::Tags{{"team", "a"}}));
  const auto attached = must(principals_.attachments.list({account_, identity::Kind::kUser, "ci"}, "/"));
  ASSERT_EQ(attached.size(), 1u);
  EXPECT_EQ(attached[0].arn, "arn:aws:iam::123456789012:policy/ci/push");
  EXPECT_EQ(must(principals_.groups.members(account_, "developers", {})).items.at(0).name, "ci");
  EXPECT_EQ(must(principals_.roles.get(account_, "deploy")).max_session, std::chrono::hours(2));
  EXPECT_EQ(must(principals_.providers.list(account_)).size(), 1u);
  ASSERT_TRUE(written_.contains("ci.credentials"));
  EXPECT_TRUE(credentials_.find(written_["ci.credentials"]));
}

TEST_F(ApplyTest, TheSecondTimeChangesNothing) {
  changes(kAll);
  written_.clear();
  EXPECT_EQ(changes(kAll), 0u);
  EXPECT_TRUE(written_.empty()) << "there is a key already";
}

TEST_F(ApplyTest, WhatDiffersIsChangedAndTheRestStays) {
  changes(kAll);
  std::string other(kAll);
  const auto replace = [&](std::string_view from, std::string_view to) {
    const auto at = other.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    other.replace(at, from.size(), to);
  };
  replace("ecr:PutImage", "ecr:BatchGetImage");
  replace("7200", "3600");
  replace("{team: a}", "{team: b}");
  EXPECT_EQ(changes(other), 3u);
  const auto versions = must(principals_.policies.list_versions(account_, "arn:aws:iam::123456789012:policy/ci/push"));
  EXPECT_EQ(versions.size(), 2u);
  EXPECT_THAT(versions[0].document, HasSubstr("BatchGetImage"));
  EXPECT_TRUE(versions[0].is_default);
  EXPECT_EQ(must(principals_.users.get(account_, "ci")).tags, (identity::Tags{{"team", "b"}}));
}

TEST_F(ApplyTest, AnOldVersionMakesRoomForTheSixth) {
  for (int i = 0; i < 8; ++i) {
    EXPECT_GE(changes("accounts: [{id: '123456789012', policies: [{name: p, document: {Version: 2012-10-17, Statement: "
                      "{Effect: Allow, Action: 'ecr:A" +
                      std::to_string(i) + "', Resource: '*'}}}]}]"),
              1u);
  }
  EXPECT_EQ(must(principals_.policies.list_versions(account_, "arn:aws:iam::123456789012:policy/p")).size(), 5u);
}

TEST_F(ApplyTest, WhatIsNotDeclaredStays) {
  changes(kAll);
  EXPECT_EQ(changes("accounts: [{id: '123456789012'}]"), 0u);
  must(principals_.users.get(account_, "ci"));
}

TEST_F(ApplyTest, AKeyThatCannotBeKeptIsTakenBack) {
  EXPECT_THAT(refusal("users: [{name: x, credentials_file: refused}]"), HasSubstr("credentials_file = 'refused'"));
  EXPECT_TRUE(must(principals_.access_keys.list(account_, "x")).empty());
}

TEST_F(ApplyTest, ErrorsNameFileKeyValueAndIamsReason) {
  EXPECT_THAT(refusal("users: [{name: x, policies: [NoSuchPolicy]}]"),
              HasSubstr("b.yaml: accounts[0].users[0].policies[0] = 'NoSuchPolicy': "));
  EXPECT_THAT(refusal("users: [{name: y, groups: [nobody]}]"), HasSubstr("accounts[0].users[0].groups = 'nobody': "));
  EXPECT_THAT(refusal("policies: [{name: bad, document: {Statement: x}}]"),
              HasSubstr("accounts[0].policies[0] = 'bad': "));
  EXPECT_THAT(refusal("roles: [{name: r, trust: {Statement: x}}]"), HasSubstr("accounts[0].roles[0] = 'r': "));
  EXPECT_THAT(refusal("users: [{name: z, permissions_boundary: Nothing}]"),
              HasSubstr("accounts[0].users[0].permissions_boundary = 'Nothing': "));
}

}  // namespace
}  // namespace entrepot::bootstrap
