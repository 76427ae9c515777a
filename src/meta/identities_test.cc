// What the rows of identities promise whoever uses them.

#include "meta/identities.h"

#include "meta/accounts.h"
#include "meta/identity_changes.h"
#include "meta/identity_tags.h"
#include "meta/inline_policies.h"
#include "meta/managed_policies.h"
#include "meta/oidc_providers.h"
#include "meta/subjects.h"
#include "tests/support/metadata_rig.h"

namespace entrepot::meta {
namespace {

using test::must;
using test::run;

// A coroutine keeps references: what it is given must outlive it, so no temporary may be written in a lambda.
const std::string kAlice = "AIDA1", kBob = "AIDA2", kCarol = "AIDA3", kTeam = "AGPA1", kDeploy = "AROA1",
                  kPolicy = "ANPA1", kKey = "AKIA1";
const std::string kShouted = "ALICE", kTitle = "Team", kLower = "team", kRed = "red", kBlue = "blue";

class IdentitiesTest : public test::MetadataRig {
 protected:
  void SetUp() override {
    MetadataRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    write([&](sql::Transaction& tx) { return ensure_account(tx, account_, now_); });
  }
  bool insert(const std::string& id, IdentityKind kind, const std::string& name, const std::string& path = "/") {
    const IdentityRow row{.id = id,
                          .account = account_.text(),
                          .kind = kind,
                          .name = name,
                          .path = path,
                          .created_at = now_,
                          .boundary_arn = {}};
    return write([&](sql::Transaction& tx) { return insert_identity(tx, row); });
  }
  void insert_policy_row(const std::string& id, const std::string& name) {
    const ManagedPolicyRow row{.id = id,
                               .account = account_.text(),
                               .name = name,
                               .path = "/",
                               .created_at = now_,
                               .updated_at = now_,
                               .default_version = 1,
                               .last_version = 1,
                               .description = "about"};
    const PolicyVersionRow version{.version = 1, .created_at = now_, .document = "{}"};
    ASSERT_TRUE(write([&](sql::Transaction& tx) { return insert_policy(tx, row); }));
    write([&](sql::Transaction& tx) { return insert_policy_version(tx, id, version); });
  }
  void attach(const std::string& identity, const std::string& arn, const std::optional<std::string>& policy) {
    write([&](sql::Transaction& tx) { return attach_policy(tx, identity, arn, policy); });
  }
  std::vector<std::string> names(IdentityKind kind, const IdentityPage& page) {
    std::vector<std::string> out;
    for (const IdentityRow& row :
         read([&](sql::Transaction& tx) { return list_identities(tx, account_, kind, page); })) {
      out.push_back(row.name);
    }
    return out;
  }
  bool refuses_to_delete(const std::string& id) {
    const auto deleted = run(database().write([&](sql::Transaction& tx) { return delete_identity(tx, id); }));
    return !deleted && sql::is_constraint(deleted.error());
  }
  const model::AccountId account_ = *model::AccountId::parse("123456789012");
};

TEST_P(IdentitiesTest, ANameIsTakenOnceWhateverItsCase) {
  EXPECT_TRUE(insert(kAlice, IdentityKind::kUser, "Alice"));
  EXPECT_FALSE(insert(kBob, IdentityKind::kUser, "aLICE"));
  EXPECT_TRUE(insert(kDeploy, IdentityKind::kRole, "alice")) << "roles have names of their own";

  const auto found =
      read([&](sql::Transaction& tx) { return find_identity(tx, account_, IdentityKind::kUser, kShouted); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, kAlice);
  EXPECT_EQ(found->name, "Alice");
  EXPECT_EQ(read([&](sql::Transaction& tx) { return count_identities(tx, account_, IdentityKind::kUser); }), 1);
}

TEST_P(IdentitiesTest, PagesAreInTheOrderOfNamesAndOfOnePath) {
  for (const auto& [name, path] : std::vector<std::pair<std::string, std::string>>{
           {"d", "/eng/"}, {"B", "/"}, {"a", "/eng/"}, {"C", "/eng/x/"}, {"e", "/English/"}}) {
    insert("id " + name, IdentityKind::kUser, name, path);
  }

  EXPECT_EQ(names(IdentityKind::kUser, {.path_prefix = "/", .after = "", .limit = 3}),
            (std::vector<std::string>{"a", "B", "C"}));
  EXPECT_EQ(names(IdentityKind::kUser, {.path_prefix = "/", .after = "c", .limit = 3}),
            (std::vector<std::string>{"d", "e"}));
  EXPECT_EQ(names(IdentityKind::kUser, {.path_prefix = "/eng/", .after = "", .limit = 9}),
            (std::vector<std::string>{"a", "C", "d"}));
}

TEST_P(IdentitiesTest, WhatIsUsedCannotBeDeleted) {
  insert(kAlice, IdentityKind::kUser, "alice");
  insert(kTeam, IdentityKind::kGroup, "team");
  insert(kBob, IdentityKind::kUser, "bob");
  insert(kCarol, IdentityKind::kUser, "carol");
  insert_policy_row(kPolicy, "p");
  attach(kAlice, "arn:aws:iam::123456789012:policy/p", kPolicy);
  write([](sql::Transaction& tx) { return insert_member(tx, kTeam, kBob); });
  const InlinePolicyRow policy{"inline", "{}"};
  write([&](sql::Transaction& tx) { return put_inline_policy(tx, kCarol, policy, now_); });

  EXPECT_TRUE(refuses_to_delete(kAlice)) << "it has a policy attached";
  EXPECT_TRUE(refuses_to_delete(kTeam)) << "it has a member";
  EXPECT_TRUE(refuses_to_delete(kBob)) << "it is in a group";
  EXPECT_TRUE(refuses_to_delete(kCarol)) << "it has an inline policy";
  const auto deleted = run(database().write([](sql::Transaction& tx) { return delete_policy(tx, kPolicy); }));
  ASSERT_FALSE(deleted);
  EXPECT_TRUE(sql::is_constraint(deleted.error())) << "it is attached";

  write([](sql::Transaction& tx) { return delete_member(tx, kTeam, kBob); });
  EXPECT_FALSE(refuses_to_delete(kBob));
  EXPECT_FALSE(read([](sql::Transaction& tx) { return find_identity(tx, kBob); }));
}

TEST_P(IdentitiesTest, APolicyThatIsABoundaryCannotBeDeleted) {
  insert(kAlice, IdentityKind::kUser, "alice");
  insert_policy_row(kPolicy, "p");
  const std::optional<std::string> arn("arn:aws:iam::123456789012:policy/p");
  const std::optional<std::string> policy(kPolicy);
  write([&](sql::Transaction& tx) { return set_boundary(tx, kAlice, arn, policy); });

  EXPECT_FALSE(run(database().write([](sql::Transaction& tx) { return delete_policy(tx, kPolicy); })));
  EXPECT_EQ(read([&](sql::Transaction& tx) { return count_users_of_policy(tx, account_, *arn, PolicyUse::kBoundary); }),
            1);
  EXPECT_EQ(
      read([&](sql::Transaction& tx) { return count_users_of_policy(tx, account_, *arn, PolicyUse::kPermissions); }),
      0);

  const std::optional<std::string> none;
  write([&](sql::Transaction& tx) { return set_boundary(tx, kAlice, none, none); });
  EXPECT_TRUE(run(database().write([](sql::Transaction& tx) { return delete_policy(tx, kPolicy); })));
}

TEST_P(IdentitiesTest, ATagTakesTheCaseThatItWasGivenLast) {
  insert(kAlice, IdentityKind::kUser, "alice");
  write([](sql::Transaction& tx) { return put_identity_tag(tx, kAlice, kTitle, kRed); });
  write([](sql::Transaction& tx) { return put_identity_tag(tx, kAlice, kLower, kBlue); });

  EXPECT_EQ(read([](sql::Transaction& tx) { return list_identity_tags(tx, kAlice); }),
            (IdentityTags{{"team", "blue"}}));
}

TEST_P(IdentitiesTest, ASubjectHasAllThatDecides) {
  insert(kAlice, IdentityKind::kUser, "alice", "/eng/");
  insert(kBob, IdentityKind::kUser, "bob");
  insert(kTeam, IdentityKind::kGroup, "team");
  insert(kDeploy, IdentityKind::kRole, "deploy");
  const RoleRow role{.id = kDeploy,
                     .max_session = std::chrono::hours(2),
                     .epoch = 3,
                     .valid_from = now_,
                     .description = "about",
                     .trust = "{\"trust\":1}"};
  write([&](sql::Transaction& tx) { return insert_role(tx, role); });
  insert_policy_row(kPolicy, "p");
  attach(kAlice, "arn:aws:iam::123456789012:policy/p", kPolicy);
  attach(kTeam, "arn:aws:iam::aws:policy/ReadOnly", std::nullopt);
  write([](sql::Transaction& tx) { return insert_member(tx, kTeam, kAlice); });
  const InlinePolicyRow policy{"inline", "{\"a\":1}"};
  write([&](sql::Transaction& tx) { return put_inline_policy(tx, kAlice, policy, now_); });
  write([](sql::Transaction& tx) { return put_identity_tag(tx, kAlice, kLower, kRed); });

  const auto one = read([](sql::Transaction& tx) { return load_subject(tx, kAlice); });
  ASSERT_TRUE(one);
  EXPECT_EQ(one->identity.path, "/eng/");
  EXPECT_EQ(one->tags, (IdentityTags{{"team", "red"}}));
  ASSERT_EQ(one->inline_policies.size(), 1U);
  EXPECT_EQ(one->inline_policies[0].document, "{\"a\":1}");
  ASSERT_EQ(one->attached.size(), 1U);
  EXPECT_EQ(one->attached[0].policy, kPolicy);
  EXPECT_EQ(one->groups, std::vector<std::string>{kTeam});

  const auto all = read([](sql::Transaction& tx) { return load_subjects(tx); });
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].identity.id, kTeam);
  EXPECT_EQ(all[0].attached[0].policy, std::nullopt);
  EXPECT_EQ(all[1].identity.id, kAlice);
  EXPECT_EQ(all[1].groups, one->groups);
  EXPECT_EQ(all[3].role->trust, "{\"trust\":1}");
  EXPECT_EQ(all[3].role->epoch, 3);
  EXPECT_EQ(read([](sql::Transaction& tx) { return subject_ids_of_policy(tx, kPolicy); }),
            std::vector<std::string>{kAlice});
  EXPECT_EQ(read([](sql::Transaction& tx) { return member_ids(tx, kTeam); }), std::vector<std::string>{kAlice});
}

TEST_P(IdentitiesTest, ChangesAreKnownByTheirVersionAndForgottenInTheEnd) {
  const auto change = [&](const std::string& id) {
    const auto version = write([](sql::Transaction& tx) { return begin_identity_change(tx); });
    const std::vector<IdentityChange> changes{{"identity", id}};
    write([&](sql::Transaction& tx) { return insert_identity_changes(tx, version, changes); });
    return version;
  };
  const auto first = change("a");
  const auto second = change("b");
  EXPECT_EQ(second, first + 1);

  const auto since = [&](std::int64_t version) {
    return read([version](sql::Transaction& tx) { return list_identity_changes(tx, version); });
  };
  EXPECT_EQ(since(first), (std::vector<IdentityChange>{{"identity", "b"}}));
  EXPECT_EQ(since(second), std::vector<IdentityChange>{});
  EXPECT_EQ(since(second + 1), std::nullopt) << "the store is older than what was seen: it was restored";
  static constexpr sql::Statement kJump{"UPDATE identity_version SET version = 5000"};
  write([](sql::Transaction& tx) { return tx.execute(kJump); });
  EXPECT_EQ(since(second), std::nullopt) << "too much happened";
}

TEST_P(IdentitiesTest, TheUseOfAKeyIsTheLatest) {
  using std::chrono::hours;
  insert(kAlice, IdentityKind::kUser, "alice");
  const AccessKeyRow key{.account = account_.text(), .id = kKey, .sealed_secret = {1}, .user = kAlice};
  write([&](sql::Transaction& tx) { return insert_access_key(tx, key, now_); });
  const auto use = [&](SysTime at, const std::string& service) {
    const AccessKeyUse row{.used_at = at, .region = "r", .service = service};
    write([&](sql::Transaction& tx) { return put_access_key_use(tx, kKey, row); });
  };
  use(now_ + hours(1), "ecr");
  use(now_, "sts");

  const auto found = read([](sql::Transaction& tx) { return find_access_key_use(tx, kKey); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->service, "ecr");
  EXPECT_TRUE(refuses_to_delete(kAlice)) << "it has a key";
  write([](sql::Transaction& tx) { return delete_access_key(tx, kKey); });
  EXPECT_FALSE(read([](sql::Transaction& tx) { return find_access_key_use(tx, kKey); }));
  use(now_, "sts");
  EXPECT_FALSE(refuses_to_delete(kAlice));
}

TEST_P(IdentitiesTest, AProviderIsThereOnce) {
  const OidcProviderRow row{.account = account_.text(),
                            .url = "token.example.com",
                            .created_at = now_,
                            .client_ids = "[]",
                            .thumbprints = "[]"};
  EXPECT_TRUE(write([&](sql::Transaction& tx) { return insert_oidc_provider(tx, row); }));
  EXPECT_FALSE(write([&](sql::Transaction& tx) { return insert_oidc_provider(tx, row); }));
  EXPECT_EQ(read([](sql::Transaction& tx) { return list_oidc_providers(tx); }).size(), 1U);
  EXPECT_TRUE(write([&](sql::Transaction& tx) { return delete_oidc_provider(tx, row.account, row.url); }));
  EXPECT_FALSE(write([&](sql::Transaction& tx) { return delete_oidc_provider(tx, row.account, row.url); }));
}

ENTREPOT_ON_EACH_ENGINE(IdentitiesTest);

}  // namespace
}  // namespace entrepot::meta
