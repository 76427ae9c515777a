#include "bootstrap/read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_folder.h"

namespace entrepot::bootstrap {
namespace {

using testing::HasSubstr;

constexpr std::string_view kAll = R"(
accounts:
  - id: "111122223333"
    policies:
      - name: push
        path: /ci/
        description: pushes
        document:
          Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action: ["ecr:PutImage"]
              Resource: "*"
              Condition: {Bool: {aws:SecureTransport: true}}
    oidc_providers:
      - url: https://token.actions.githubusercontent.com
        client_ids: [sts.amazonaws.com]
    groups:
      - name: developers
        policies: [push]
        inline_policies:
          more: '{"Statement":[]}'
    users:
      - name: ci
        groups: [developers]
        policies: [AmazonEC2ContainerRegistryReadOnly]
        permissions_boundary: push
        tags: {team: a, env: "1"}
        credentials_file: ci.credentials
    roles:
      - name: deploy
        trust: {Statement: [{Effect: Allow, Principal: {AWS: 111122223333}, Action: "sts:AssumeRole"}]}
        max_session: 7200
)";

Result<Declaration> read(std::string_view text) {
  return read_text(text, "b.yaml", ".");
}
std::string refusal(std::string_view text) {
  const auto declared = read(text);
  return declared ? "accepted" : std::string(declared.error().message());
}

TEST(ReadBootstrap, EverythingThatCanBeDeclared) {
  const auto declared = read(kAll);
  ASSERT_TRUE(declared) << declared.error().message();
  const Account& account = declared->accounts.at(0);
  EXPECT_EQ(account.id.text(), "111122223333");
  EXPECT_EQ(account.policies.at(0).path, "/ci/");
  EXPECT_EQ(account.policies.at(0).document,
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecr:PutImage"],"Resource":"*",)"
            R"("Condition":{"Bool":{"aws:SecureTransport":"true"}}}]})");
  EXPECT_EQ(account.providers.at(0).url, "token.actions.githubusercontent.com");
  EXPECT_EQ(account.groups.at(0).inline_policies.at(0).name, "more");
  const User& user = account.users.at(0);
  EXPECT_EQ(user.path, "/");
  EXPECT_EQ(user.groups, std::vector<std::string>{"developers"});
  EXPECT_EQ(user.policies.at(0).place.key, "accounts[0].users[0].policies[0]");
  EXPECT_EQ(user.boundary->text, "push");
  EXPECT_EQ(user.tags.at(0).first, "env");
  EXPECT_EQ(user.credentials_file, "ci.credentials");
  EXPECT_EQ(account.roles.at(0).max_session, std::chrono::hours(2));
  EXPECT_THAT(account.roles.at(0).trust, HasSubstr(R"("AWS":"111122223333")")) << "an account id stays a text";
}

TEST(ReadBootstrap, AnEmptyFileDeclaresNothing) {
  EXPECT_TRUE(read("")->accounts.empty());
  EXPECT_TRUE(read("accounts: []")->accounts.empty());
}

TEST(ReadBootstrap, DocumentsMayStandInFilesBesideIt) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder.path() / "push.json") << "{\"Statement\":[]}";
  std::ofstream(folder.path() / "b.yaml")
      << "accounts: [{id: '111122223333', policies: [{name: push, document: push.json}]}]";
  const auto declared = read_file(folder.path() / "b.yaml");
  ASSERT_TRUE(declared) << declared.error().message();
  EXPECT_EQ(declared->accounts.at(0).policies.at(0).document, "{\"Statement\":[]}");
}

TEST(ReadBootstrap, ErrorsNameFileKeyAndValue) {
  EXPECT_EQ(refusal("accounts: [{id: 12}]"), "b.yaml: accounts[0].id = '12' must be 12 digits, in quotes");
  EXPECT_EQ(refusal("accounts: [{}]"), "b.yaml: accounts[0].id is missing");
  EXPECT_THAT(refusal("acounts: []"), HasSubstr("b.yaml: the file has an unknown key 'acounts'"));
  const auto in_account = [](std::string_view members) {
    return refusal("accounts: [{id: '111122223333', " + std::string(members) + "}]");
  };
  EXPECT_THAT(in_account("usrs: []"), HasSubstr("accounts[0] has an unknown key 'usrs'; known are id, policies"));
  EXPECT_THAT(in_account("users: [{nam: x}]"), HasSubstr("accounts[0].users[0] has an unknown key 'nam'"));
  EXPECT_THAT(in_account("users: [{path: /}]"), HasSubstr("accounts[0].users[0].name is missing"));
  EXPECT_THAT(in_account("users: {name: x}"), HasSubstr("accounts[0].users must be a list"));
  EXPECT_THAT(in_account("users: [x]"), HasSubstr("accounts[0].users[0] must be a map"));
  EXPECT_THAT(in_account("users: [{name: x, policies: [[a]]}]"), HasSubstr("users[0].policies[0] must be a text"));
  EXPECT_THAT(in_account("roles: [{name: x}]"), HasSubstr("accounts[0].roles[0].trust is missing"));
  EXPECT_THAT(in_account("roles: [{name: x, trust: {A: b}, max_session: 5}]"), HasSubstr("max_session = '5'"));
  EXPECT_THAT(in_account("policies: [{name: x, document: nowhere.json}]"),
              HasSubstr("accounts[0].policies[0].document is neither a policy nor a file with one: cannot read"));
  EXPECT_THAT(in_account("policies: [{name: x, document: {A: ~}}]"), HasSubstr("document is no policy: something"));
  EXPECT_THAT(in_account("policies: [{name: x, document: {A: 1, A: 2}}]"), HasSubstr("'A' occurs twice"));
  EXPECT_THAT(in_account("oidc_providers: [{url: 'http://x'}]"),
              HasSubstr("url = 'http://x' must begin with https://"));
  EXPECT_THAT(refusal("accounts: ["), HasSubstr("b.yaml: "));
  EXPECT_THAT(std::string(read_file("/nowhere.yaml").error().message()), HasSubstr("/nowhere.yaml"));
}

TEST(ReadBootstrap, ADocumentThatIsTooDeepIsRefused) {
  std::string deep = "{A: ";
  for (int i = 0; i < 30; ++i) deep += "{A: ";
  deep += "x" + std::string(31, '}');
  EXPECT_THAT(refusal("accounts: [{id: '111122223333', policies: [{name: x, document: " + deep + "}]}]"),
              HasSubstr("too deep"));
}

}  // namespace
}  // namespace entrepot::bootstrap
