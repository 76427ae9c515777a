#include "admin/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/run_blocking.h"
#include "iam/credentials.h"
#include "kms/root_key.h"
#include "meta/accounts.h"
#include "meta/schema.h"
#include "sql/sqlite/sqlite_database.h"

namespace entrepot::admin {
namespace {

using testing::HasSubstr;

class CommandsTest : public ::testing::Test {
 protected:
  CommandsTest() {
    EXPECT_TRUE(async::run_blocking(database_->migrate(meta::schema_versions())));
    EXPECT_TRUE(async::run_blocking(
        database_->write([&](sql::Transaction& tx) { return meta::ensure_account(tx, home_, clock_.now()); })));
    EXPECT_TRUE(async::run_blocking(core_.refresh()));
  }
  ~CommandsTest() override { database_->close(); }

  static async::Task<std::vector<std::string>> ids(sql::Database& database) {
    co_return co_await database.read([](sql::Transaction& tx) { return meta::list_accounts(tx); });
  }
  Result<std::vector<model::AccountId>> accounts() {
    std::vector<model::AccountId> out{home_};
    const auto stored = async::run_blocking(ids(*database_));
    if (!stored) return std::unexpected(stored.error());
    for (const std::string& id : *stored)
      if (id != home_.text()) out.push_back(*model::AccountId::parse(id));
    return out;
  }
  json::Object run(json::Object request) {
    auto answer = commands_.run(request);
    EXPECT_TRUE(answer) << boost::json::serialize(request) << ": " << (answer ? "" : answer.error().message());
    return answer ? *answer : json::Object();
  }
  std::string refusal(json::Object request) {
    const auto answer = commands_.run(request);
    return answer ? "done" : std::string(answer.error().message());
  }

  model::AccountId home_ = *model::AccountId::parse("123456789012");
  std::unique_ptr<sql::Database> database_ = std::move(*sql::open_sqlite({.readers = 2}));
  kms::RootKey root_{crypto::Key::random()};
  FakeClock clock_;
  iam::Credentials credentials_;
  iam::Directory directory_;
  iam::OidcProviders providers_;
  identity::Core core_{*database_, root_, clock_, identity::Memory{credentials_, directory_, providers_}};
  identity::Principals principals_{core_};
  Commands commands_{{.principals = principals_, .accounts = [this] { return accounts(); }, .home = home_}};
};

TEST_F(CommandsTest, ANewAccountHasARootKeyThatWorksAtOnce) {
  const auto made = run({{"command", "account create"}, {"id", "111122223333"}});
  EXPECT_EQ(made.at("account"), "111122223333");
  const auto key = credentials_.find(made.at("accessKeyId").as_string());
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->principal.is_root);
  EXPECT_EQ(key->principal.account.text(), "111122223333");
  EXPECT_EQ(key->secret, made.at("secretAccessKey").as_string());
  EXPECT_THAT(boost::json::serialize(run({{"command", "account list"}})), HasSubstr("111122223333"));
}

TEST_F(CommandsTest, AnAccountWithoutAnIdGetsARandomOne) {
  const auto made = run({{"command", "account create"}});
  EXPECT_TRUE(model::AccountId::parse(made.at("account").as_string()));
}

TEST_F(CommandsTest, AnAccountThatIsThereOrIsNoneIsRefused) {
  run({{"command", "account create"}, {"id", "111122223333"}});
  EXPECT_THAT(refusal({{"command", "account create"}, {"id", "111122223333"}}), HasSubstr("is there already"));
  EXPECT_THAT(refusal({{"command", "account create"}, {"id", "12"}}), HasSubstr("must be 12 digits"));
}

TEST_F(CommandsTest, ANewUserHasAKeyAndItsPolicies) {
  const auto made = run({{"command", "user create"},
                         {"name", "ci"},
                         {"path", "/bots/"},
                         {"policies", {"AmazonEC2ContainerRegistryPowerUser"}},
                         {"inline",
                          {{"own", R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ecr:*",)"
                                   R"("Resource":"*"}})"}}}});
  EXPECT_EQ(made.at("arn"), "arn:aws:iam::123456789012:user/bots/ci");
  const auto key = credentials_.find(made.at("accessKeyId").as_string());
  ASSERT_TRUE(key);
  EXPECT_FALSE(key->principal.is_root);
  const auto user = run({{"command", "user list"}}).at("users").at(0);
  EXPECT_EQ(user.at("policies"), (json::Array{"AmazonEC2ContainerRegistryPowerUser", "own"}));
  EXPECT_EQ(user.at("keys"), 1);
}

TEST_F(CommandsTest, AUserMayBeMadeWithoutAKey) {
  EXPECT_FALSE(run({{"command", "user create"}, {"name", "x"}, {"key", false}}).contains("accessKeyId"));
}

TEST_F(CommandsTest, AUserThatCannotBeMadeWholeIsNotMade) {
  EXPECT_THAT(refusal({{"command", "user create"}, {"name", "ci"}, {"policies", {"NoSuchPolicy"}}}),
              HasSubstr("there is no policy 'NoSuchPolicy'"));
  EXPECT_NE(refusal({{"command", "user create"}, {"name", "ci"}, {"inline", {{"own", "{"}}}}), "done");
  EXPECT_TRUE(run({{"command", "user list"}}).at("users").as_array().empty());
  run({{"command", "user create"}, {"name", "ci"}});
}

TEST_F(CommandsTest, KeysAreMadeSwitchedAndDeleted) {
  run({{"command", "user create"}, {"name", "ci"}, {"key", false}});
  const auto id = run({{"command", "user key create"}, {"name", "ci"}}).at("accessKeyId");
  run({{"command", "user key deactivate"}, {"name", "ci"}, {"id", id}});
  EXPECT_FALSE(credentials_.find(id.as_string())->is_active);
  EXPECT_EQ(run({{"command", "user key list"}, {"name", "ci"}}).at("keys").at(0).at("active"), false);
  run({{"command", "user key activate"}, {"name", "ci"}, {"id", id}});
  EXPECT_TRUE(credentials_.find(id.as_string())->is_active);
  run({{"command", "user key delete"}, {"name", "ci"}, {"id", id}});
  EXPECT_FALSE(credentials_.find(id.as_string()));
  EXPECT_NE(refusal({{"command", "user key delete"}, {"name", "ci"}, {"id", id}}), "done");
}

TEST_F(CommandsTest, AUserWithSomethingIsDeletedByForceAlone) {
  const auto made =
      run({{"command", "user create"}, {"name", "ci"}, {"policies", {"AmazonEC2ContainerRegistryReadOnly"}}});
  EXPECT_THAT(refusal({{"command", "user delete"}, {"name", "ci"}}), HasSubstr("--force"));
  run({{"command", "user delete"}, {"name", "ci"}, {"force", true}});
  EXPECT_FALSE(credentials_.find(made.at("accessKeyId").as_string()));
  EXPECT_NE(refusal({{"command", "user delete"}, {"name", "ci"}, {"force", true}}), "done");
}

TEST_F(CommandsTest, PoliciesAreAttachedAndDetached) {
  run({{"command", "user create"}, {"name", "ci"}, {"key", false}});
  const json::Object policy{
      {"command", "user attach"}, {"name", "ci"}, {"policy", "AmazonEC2ContainerRegistryReadOnly"}};
  run(policy);
  EXPECT_EQ(run({{"command", "user list"}}).at("users").at(0).at("policies").as_array().size(), 1u);
  run({{"command", "user detach"}, {"name", "ci"}, {"policy", "AmazonEC2ContainerRegistryReadOnly"}});
  EXPECT_TRUE(run({{"command", "user list"}}).at("users").at(0).at("policies").as_array().empty());
}

TEST_F(CommandsTest, AnotherAccountIsNamedAndMustBeThere) {
  EXPECT_THAT(refusal({{"command", "user list"}, {"account", "111122223333"}}), HasSubstr("there is no account"));
  run({{"command", "account create"}, {"id", "111122223333"}});
  const auto made = run({{"command", "user create"}, {"name", "x"}, {"account", "111122223333"}, {"key", false}});
  EXPECT_EQ(made.at("arn"), "arn:aws:iam::111122223333:user/x");
  EXPECT_TRUE(run({{"command", "user list"}}).at("users").as_array().empty());
}

TEST_F(CommandsTest, WhatIsNotUnderstoodIsNamed) {
  EXPECT_THAT(refusal({{"command", "user frobnicate"}}), HasSubstr("'user frobnicate'"));
  EXPECT_THAT(refusal({}), HasSubstr("command"));
  EXPECT_THAT(refusal({{"command", "user create"}}), HasSubstr("name"));
  EXPECT_NE(refusal({{"command", 1}}), "done");
}

}  // namespace
}  // namespace entrepot::admin
