// The use cases over a real database: what they store, what they refuse, and when it is in force.

#include <gtest/gtest.h>

#include "iam/condition_keys.h"
#include "iam/decide.h"
#include "identity/aws_policies.h"
#include "identity/principals.h"
#include "meta/accounts.h"
#include "tests/support/metadata_rig.h"

namespace entrepot::identity {
namespace {

using test::must;
using test::run;

constexpr std::string_view kAllowList =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:ListImages","Resource":"*"}]})";
constexpr std::string_view kTrust =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},)"
    R"("Action":"sts:AssumeRole"}]})";

class NoKeys final : public iam::ConditionKeys {
 public:
  bool find(std::string_view, std::vector<std::string>&) const override { return false; }
};

/// A node: its memory over the one database.
struct Node {
  Node(sql::Database& database, const kms::RootKey& root, const Clock& clock)
      : core(database, root, clock, {credentials, directory, providers}), principals(core) {
    must(core.refresh());
  }
  iam::Credentials credentials;
  iam::Directory directory;
  iam::OidcProviders providers;
  Core core;
  Principals principals;

  bool may(const std::string& id, std::string_view action) const {
    const auto identity = directory.find(id);
    if (!identity) return false;
    const iam::Principal principal{.account = identity->account,
                                   .id = id,
                                   .arn = identity->arn,
                                   .access_key_id = {},
                                   .is_root = false,
                                   .kind = iam::PrincipalKind::kUser,
                                   .session = nullptr};
    const NoKeys keys;
    const iam::Question question{.action = action, .resource = "*", .owner = identity->account, .keys = keys};
    const iam::Against against{.principal = principal, .identity = identity.get(), .resource_policies = {}};
    return iam::decide(question, against).is_allowed;
  }
};

class IdentityTest : public test::MetadataRig {
 protected:
  void SetUp() override {
    MetadataRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    write([&](sql::Transaction& tx) { return meta::ensure_account(tx, account_, now_); });
    node_ = std::make_unique<Node>(database(), root_, clock_);
    other_ = std::make_unique<Node>(database(), root_, clock_);
  }
  void TearDown() override {
    other_.reset();
    node_.reset();
    MetadataRig::TearDown();
  }
  Principals& here() { return node_->principals; }
  User make_user(const std::string& name) { return must(here().users.create(account_, {.name = name})); }
  std::string make_policy(const std::string& name, std::string_view document = kAllowList) {
    return must(here().policies.create(account_, {.name = name, .document = std::string(document)})).arn;
  }
  Whose user(const std::string& name) const { return {account_, Kind::kUser, name}; }
  template <class T>
  static void expect_refused(const Result<T>& result, ErrorKind kind, std::string_view message) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind(), kind);
    EXPECT_EQ(result.error().message(), message);
  }

  const model::AccountId account_ = *model::AccountId::parse("123456789012");
  const kms::RootKey root_{crypto::Key::random()};
  FakeClock clock_;
  std::unique_ptr<Node> node_;
  std::unique_ptr<Node> other_;
};

TEST_P(IdentityTest, AUserIsMadeFoundRenamedAndRemoved) {
  const User made = must(here().users.create(account_, {.name = "Alice", .path = "/eng/", .tags = {{"team", "red"}}}));
  EXPECT_EQ(made.entity.arn, "arn:aws:iam::123456789012:user/eng/Alice");
  EXPECT_TRUE(made.entity.id.starts_with("AIDA"));
  EXPECT_EQ(made.entity.id.size(), 21U);
  expect_refused(run(here().users.create(account_, {.name = "alice"})), ErrorKind::kEntityExists,
                 "User with name alice already exists.");

  must(here().users.update(account_, "ALICE", "bob", std::nullopt));

  expect_refused(run(here().users.get(account_, "Alice")), ErrorKind::kNoSuchEntity,
                 "The user with name Alice cannot be found.");
  const User found = must(here().users.get(account_, "bob"));
  EXPECT_EQ(found.entity.id, made.entity.id);
  EXPECT_EQ(found.tags, (Tags{{"team", "red"}}));
  ASSERT_TRUE(node_->directory.find(made.entity.id));
  EXPECT_EQ(node_->directory.find(made.entity.id)->arn, "arn:aws:iam::123456789012:user/eng/bob");

  must(here().users.remove(account_, "bob"));
  EXPECT_FALSE(node_->directory.find(made.entity.id));
}

TEST_P(IdentityTest, AUserThatHasSomethingIsNotRemoved) {
  make_user("alice");
  const auto refused = [&](std::string_view what) {
    expect_refused(run(here().users.remove(account_, "alice")), ErrorKind::kDeleteConflict,
                   fmt::format("Cannot delete entity, must {} first.", what));
  };
  must(here().inline_policies.put(user("alice"), {"p", std::string(kAllowList)}));
  refused("delete policies");
  must(here().inline_policies.remove(user("alice"), "p"));
  const std::string arn = make_policy("p");
  must(here().attachments.attach(user("alice"), arn));
  refused("detach all policies");
  must(here().attachments.detach(user("alice"), arn));
  must(here().groups.create(account_, {.name = "team"}));
  must(here().groups.add_user(account_, "team", "alice"));
  refused("remove users from group");
  must(here().groups.remove_user(account_, "team", "alice"));
  const auto key = must(here().access_keys.create(account_, "alice"));
  refused("delete access keys");
  must(here().access_keys.remove(account_, "alice", key.key.id));
  must(here().users.remove(account_, "alice"));
}

TEST_P(IdentityTest, AKeyWorksFromItsCreationUntilItIsSwitchedOff) {
  const User alice = make_user("alice");
  const auto made = must(here().access_keys.create(account_, "alice"));

  const auto key = node_->credentials.find(made.key.id);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->secret, made.secret);
  EXPECT_EQ(key->principal.id, alice.entity.id);
  EXPECT_EQ(key->principal.arn, alice.entity.arn);
  EXPECT_FALSE(key->principal.is_root);

  must(here().access_keys.set_active(account_, "alice", made.key.id, false));
  EXPECT_FALSE(node_->credentials.find(made.key.id)->is_active);
  must(here().users.update(account_, "alice", "bob", std::nullopt));
  EXPECT_EQ(node_->credentials.find(made.key.id)->principal.arn, "arn:aws:iam::123456789012:user/bob");
  must(here().access_keys.remove(account_, "bob", made.key.id));
  EXPECT_FALSE(node_->credentials.find(made.key.id));
}

TEST_P(IdentityTest, AUserHasTwoKeysAndNobodyElses) {
  make_user("alice");
  make_user("bob");
  const auto first = must(here().access_keys.create(account_, "alice"));
  must(here().access_keys.create(account_, "alice"));

  expect_refused(run(here().access_keys.create(account_, "alice")), ErrorKind::kLimitExceeded,
                 "Cannot exceed quota for AccessKeysPerUser: 2");
  expect_refused(run(here().access_keys.remove(account_, "bob", first.key.id)), ErrorKind::kNoSuchEntity,
                 fmt::format("The Access Key with id {} cannot be found.", first.key.id));
  const auto elsewhere = *model::AccountId::parse("999999999999");
  EXPECT_FALSE(run(here().access_keys.last_use(elsewhere, first.key.id)));
  EXPECT_EQ(must(here().access_keys.list(account_, "alice")).size(), 2U);
}

TEST_P(IdentityTest, TheSecretIsNotInTheStore) {
  make_user("alice");
  const auto made = must(here().access_keys.create(account_, "alice"));

  const auto rows = read([](sql::Transaction& tx) { return meta::list_access_keys(tx); });

  ASSERT_EQ(rows.size(), 1U);
  const std::string stored(rows[0].sealed_secret.begin(), rows[0].sealed_secret.end());
  EXPECT_FALSE(stored.contains(made.secret));
}

TEST_P(IdentityTest, RightsChangeWithEachPolicyAtOnce) {
  const std::string id = make_user("alice").entity.id;
  EXPECT_FALSE(node_->may(id, "ecr:ListImages"));

  must(here().inline_policies.put(user("alice"), {"p", std::string(kAllowList)}));
  EXPECT_TRUE(node_->may(id, "ecr:ListImages"));
  EXPECT_FALSE(node_->may(id, "ecr:PutImage"));
  must(here().inline_policies.remove(user("alice"), "p"));
  EXPECT_FALSE(node_->may(id, "ecr:ListImages"));

  const std::string arn = make_policy("managed");
  must(here().attachments.attach(user("alice"), arn));
  EXPECT_TRUE(node_->may(id, "ecr:ListImages"));
  must(here().policies.create_version(
      account_, arn,
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:PutImage","Resource":"*"}]})",
      Policies::Default::kThisOne));
  EXPECT_FALSE(node_->may(id, "ecr:ListImages"));
  EXPECT_TRUE(node_->may(id, "ecr:PutImage"));
  must(here().policies.set_default_version(account_, arn, "v1"));
  EXPECT_TRUE(node_->may(id, "ecr:ListImages"));

  must(here().attachments.set_boundary(user("alice"), "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly"));
  EXPECT_FALSE(node_->may(id, "ecr:ListImages")) << "the boundary does not allow it";
  must(here().attachments.remove_boundary(user("alice")));
  EXPECT_TRUE(node_->may(id, "ecr:ListImages"));
}

TEST_P(IdentityTest, AGroupGivesItsRightsToItsMembers) {
  const std::string id = make_user("alice").entity.id;
  must(here().groups.create(account_, {.name = "team"}));
  const Whose team{account_, Kind::kGroup, "team"};
  must(here().groups.add_user(account_, "team", "alice"));
  EXPECT_FALSE(node_->may(id, "ecr:ListImages"));

  must(here().inline_policies.put(team, {"p", std::string(kAllowList)}));
  EXPECT_TRUE(node_->may(id, "ecr:ListImages"));
  must(here().inline_policies.remove(team, "p"));
  const std::string arn = make_policy("managed");
  must(here().attachments.attach(team, arn));
  EXPECT_TRUE(node_->may(id, "ecr:ListImages"));
  must(here().groups.remove_user(account_, "team", "alice"));
  EXPECT_FALSE(node_->may(id, "ecr:ListImages"));
  expect_refused(run(here().groups.remove_user(account_, "team", "alice")), ErrorKind::kNoSuchEntity,
                 "User alice not in group team");
}

TEST_P(IdentityTest, AnotherNodeHearsOfEveryChangeWhenItLooks) {
  const User alice = make_user("alice");
  const auto key = must(here().access_keys.create(account_, "alice"));
  must(here().inline_policies.put(user("alice"), {"p", std::string(kAllowList)}));
  must(here().providers.create(account_, {.url = "token.example.com", .created_at = {}, .client_ids = {"x"}}));
  EXPECT_FALSE(other_->credentials.find(key.key.id));

  must(other_->core.refresh());
  ASSERT_TRUE(other_->credentials.find(key.key.id));
  EXPECT_EQ(other_->credentials.find(key.key.id)->secret, key.secret);
  EXPECT_TRUE(other_->may(alice.entity.id, "ecr:ListImages"));
  const auto provider = other_->providers.find("arn:aws:iam::123456789012:oidc-provider/token.example.com");
  ASSERT_TRUE(provider);
  EXPECT_EQ(provider->client_ids, std::vector<std::string>{"x"});

  must(here().inline_policies.remove(user("alice"), "p"));
  must(here().access_keys.set_active(account_, "alice", key.key.id, false));
  must(here().providers.remove(account_, "arn:aws:iam::123456789012:oidc-provider/token.example.com"));
  must(other_->core.refresh());
  EXPECT_FALSE(other_->credentials.find(key.key.id)->is_active);
  EXPECT_FALSE(other_->may(alice.entity.id, "ecr:ListImages"));
  EXPECT_FALSE(other_->providers.find("arn:aws:iam::123456789012:oidc-provider/token.example.com"));

  must(here().access_keys.remove(account_, "alice", key.key.id));
  must(here().users.remove(account_, "alice"));
  must(other_->core.refresh());
  EXPECT_FALSE(other_->credentials.find(key.key.id));
  EXPECT_FALSE(other_->directory.find(alice.entity.id));
}

TEST_P(IdentityTest, ANodeThatMissedMuchLoadsEverything) {
  const User gone = make_user("gone");
  must(other_->core.refresh());
  ASSERT_TRUE(other_->directory.find(gone.entity.id));
  must(here().users.remove(account_, "gone"));
  std::vector<std::string> ids;
  for (int i = 0; i < 70; ++i) ids.push_back(make_user(fmt::format("user{}", i)).entity.id);

  must(other_->core.refresh());

  for (const std::string& id : ids) EXPECT_TRUE(other_->directory.find(id));
  EXPECT_FALSE(other_->directory.find(gone.entity.id));
}

TEST_P(IdentityTest, ANodeThatCannotLookForLongKnowsNobody) {
  make_user("alice");
  const auto key = must(here().access_keys.create(account_, "alice"));
  database().close();

  clock_.advance(kMaxBlindness);
  EXPECT_FALSE(run(node_->core.refresh()));
  EXPECT_TRUE(node_->credentials.find(key.key.id));
  clock_.advance(std::chrono::seconds(1));
  EXPECT_FALSE(run(node_->core.refresh()));
  EXPECT_FALSE(node_->credentials.find(key.key.id));
}

TEST_P(IdentityTest, ServiceLinkedRolesAreOnlyTheirServices) {
  const Role made = must(here().service_linked_roles.create(account_, "replication.ecr.amazonaws.com", "about"));
  const Whose role{account_, Kind::kRole, made.entity.name};
  EXPECT_EQ(run(here().roles.remove(account_, made.entity.name)).error().kind(), ErrorKind::kUnmodifiableEntity);
  EXPECT_EQ(run(here().roles.update_trust(account_, made.entity.name, std::string(kTrust))).error().kind(),
            ErrorKind::kUnmodifiableEntity);
  EXPECT_EQ(run(here().inline_policies.put(role, {"p", std::string(kAllowList)})).error().kind(),
            ErrorKind::kUnmodifiableEntity);
  EXPECT_EQ(run(here().service_linked_roles.create(account_, "s3.amazonaws.com", "")).error().kind(),
            ErrorKind::kInvalidInput);
  EXPECT_FALSE(run(here().roles.create(
      account_, {.entity = {.name = "x", .path = "/aws-service-role/x/"}, .trust = std::string(kTrust)})));
  must(here().service_linked_roles.remove(account_, made.entity.name));
  EXPECT_FALSE(node_->directory.find(made.entity.id));
}

TEST_P(IdentityTest, ARoleOfTheSameNameIsAnotherRole) {
  const Role first = must(here().roles.create(account_, {.entity = {.name = "deploy"}, .trust = std::string(kTrust)}));
  must(here().roles.remove(account_, "deploy"));
  const Role second = must(here().roles.create(account_, {.entity = {.name = "deploy"}, .trust = std::string(kTrust)}));

  EXPECT_NE(first.entity.id, second.entity.id);
  EXPECT_EQ(first.entity.arn, second.entity.arn);
  EXPECT_FALSE(node_->directory.find(first.entity.id));
  ASSERT_TRUE(node_->directory.find_arn(second.entity.arn));
  EXPECT_EQ(node_->directory.find_arn(second.entity.arn)->id, second.entity.id);
  EXPECT_TRUE(node_->directory.find(second.entity.id)->trust);
}

TEST_P(IdentityTest, RevokingTheSessionsOfARoleRaisesItsEpoch) {
  const Role role = must(here().roles.create(account_, {.entity = {.name = "deploy"}, .trust = std::string(kTrust)}));
  const auto before = node_->directory.find(role.entity.id);

  must(here().roles.revoke_sessions(account_, "deploy"));

  const auto after = node_->directory.find(role.entity.id);
  EXPECT_GT(after->epoch, before->epoch);
  EXPECT_GE(after->sessions_valid_from, before->sessions_valid_from);
}

TEST_P(IdentityTest, APolicyHasFiveVersionsAndOneThatCounts) {
  const std::string arn = make_policy("p");
  const std::string document(kAllowList);
  for (int i = 2; i <= 5; ++i) must(here().policies.create_version(account_, arn, document, Policies::Default::kKeep));

  expect_refused(run(here().policies.create_version(account_, arn, document, Policies::Default::kKeep)),
                 ErrorKind::kLimitExceeded,
                 "A managed policy can have up to 5 versions. Before you create a new version, you must delete an "
                 "existing version.");
  expect_refused(run(here().policies.delete_version(account_, arn, "v1")), ErrorKind::kDeleteConflict,
                 "Cannot delete the default version of a policy.");
  EXPECT_EQ(run(here().policies.remove(account_, arn)).error().kind(), ErrorKind::kDeleteConflict);
  must(here().policies.delete_version(account_, arn, "v5"));
  EXPECT_EQ(must(here().policies.create_version(account_, arn, document, Policies::Default::kKeep)).version, 6)
      << "a number is never given twice";
  expect_refused(run(here().policies.get_version(account_, arn, "v5")), ErrorKind::kNoSuchEntity,
                 fmt::format("Policy {} version v5 does not exist or is not attachable.", arn));
}

TEST_P(IdentityTest, DocumentsAreCheckedAndLimited) {
  make_user("alice");
  expect_refused(run(here().inline_policies.put(user("alice"), {"p", "{"})), ErrorKind::kMalformedPolicy,
                 "Syntax errors in policy.");
  const std::string large = fmt::format(
      R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"ecr:*","Resource":"arn:aws:ecr:*:*:repository/{}"}}]}})",
      std::string(1'200, 'a'));
  must(here().inline_policies.put(user("alice"), {"one", large}));
  expect_refused(run(here().inline_policies.put(user("alice"), {"two", large})), ErrorKind::kLimitExceeded,
                 "Maximum policy size of 2048 bytes exceeded for user alice");
  EXPECT_EQ(must(here().inline_policies.list(user("alice"))).size(), 1U) << "nothing is kept of what was refused";
}

TEST_P(IdentityTest, ThePoliciesOfAwsAreThereAndAreNobodys) {
  const std::string arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly";
  const std::string id = make_user("alice").entity.id;
  must(here().attachments.attach(user("alice"), arn));
  EXPECT_TRUE(node_->may(id, "ecr:BatchGetImage"));
  EXPECT_FALSE(node_->may(id, "ecr:PutImage"));
  EXPECT_EQ(must(here().policies.get(account_, arn)).attachments, 1);
  EXPECT_EQ(run(here().policies.remove(account_, arn)).error().kind(), ErrorKind::kAccessDenied);
  EXPECT_EQ(run(here().policies.create_version(account_, arn, std::string(kAllowList), Policies::Default::kThisOne))
                .error()
                .kind(),
            ErrorKind::kAccessDenied);
  expect_refused(run(here().attachments.attach(user("alice"), "arn:aws:iam::999999999999:policy/p")),
                 ErrorKind::kNoSuchEntity,
                 "Policy arn:aws:iam::999999999999:policy/p does not exist or is not attachable.");
}

TEST_P(IdentityTest, PoliciesComeInPagesThoseOfAwsFirst) {
  for (int i = 0; i < 4; ++i) make_policy(fmt::format("p{}", i));

  std::vector<std::string> names;
  PageRequest page{.after = {}, .limit = 3};
  do {
    const auto got = must(here().policies.list(account_, {}, page));
    EXPECT_LE(got.items.size(), 3U);
    for (const ManagedPolicy& policy : got.items) names.push_back(policy.name);
    page.after = got.next;
  } while (!page.after.empty());

  ASSERT_EQ(names.size(), aws_policies().size() + 4);
  EXPECT_EQ(names.front(), "AWSKeyManagementServicePowerUser");
  EXPECT_EQ(names.back(), "p3");
  EXPECT_TRUE(must(here().policies.list(account_, {.only_attached = true}, {})).items.empty());
}

TEST_P(IdentityTest, TagsAreUniqueWithoutCaseAndFew) {
  make_user("alice");
  expect_refused(run(here().tags.put(user("alice"), {{"Team", "a"}, {"team", "b"}})), ErrorKind::kInvalidInput,
                 "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  Tags many;
  for (int i = 0; i < 51; ++i) many.emplace_back(fmt::format("k{}", i), "v");
  EXPECT_EQ(run(here().tags.put(user("alice"), many)).error().kind(), ErrorKind::kLimitExceeded);
  EXPECT_TRUE(must(here().tags.list(user("alice"))).empty());
  must(here().tags.put(user("alice"), {{"Team", "a"}}));
  const std::string id = must(here().users.get(account_, "alice")).entity.id;
  EXPECT_EQ(node_->directory.find(id)->tags, (Tags{{"Team", "a"}}));
  must(here().tags.remove(user("alice"), {"TEAM"}));
  EXPECT_TRUE(node_->directory.find(id)->tags.empty());
}

TEST_P(IdentityTest, ADocumentThatCannotBeReadDeniesEverything) {
  const std::string id = make_user("alice").entity.id;
  must(here().inline_policies.put(user("alice"), {"allow", std::string(kAllowList)}));
  must(here().inline_policies.put(
      user("alice"),
      {"deny", R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"ecr:PutImage","Resource":"*"}]})"}));
  ASSERT_TRUE(node_->may(id, "ecr:ListImages"));
  static constexpr sql::Statement kSpoil{"UPDATE inline_policy SET document = 'newer' WHERE name = 'deny'"};
  write([](sql::Transaction& tx) { return tx.execute(kSpoil); });

  const Node fresh(database(), root_, clock_);

  EXPECT_FALSE(fresh.may(id, "ecr:ListImages"));
}

TEST_P(IdentityTest, AProviderKeepsItsLists) {
  const std::string arn = must(here().providers.create(
      account_, {.url = "token.example.com", .created_at = {}, .client_ids = {"a"}, .thumbprints = {}, .tags = {}}));
  expect_refused(run(here().providers.create(account_, {.url = "token.example.com", .created_at = {}})),
                 ErrorKind::kEntityExists, "Provider with url https://token.example.com already exists.");
  must(here().providers.add_client_id(account_, arn, "b"));
  must(here().providers.add_client_id(account_, arn, "b"));
  must(here().providers.remove_client_id(account_, arn, "a"));
  EXPECT_EQ(must(here().providers.get(account_, arn)).client_ids, std::vector<std::string>{"b"});
  EXPECT_EQ(node_->providers.find(arn)->client_ids, std::vector<std::string>{"b"});
  EXPECT_FALSE(run(here().providers.set_thumbprints(account_, arn, std::vector<std::string>(6, "x"))));
  must(here().providers.remove(account_, arn));
  expect_refused(run(here().providers.get(account_, arn)), ErrorKind::kNoSuchEntity,
                 fmt::format("OpenIDConnect Provider not found for arn {}", arn));
}

ENTREPOT_ON_EACH_ENGINE(IdentityTest);

}  // namespace
}  // namespace entrepot::identity
