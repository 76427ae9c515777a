#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using model::Upstream;
using test::must;
using test::run;

constexpr const char* kSecret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf";
constexpr const char* kRole = "arn:aws:iam::123456789012:role/puller";

class CacheRulesTest : public test::RegistryRig {
 protected:
  CacheRules& rules() { return settings().cache_rules; }
  static CacheRule rule(const std::string& prefix, Upstream upstream = Upstream::kQuay) {
    return {.prefix = prefix, .upstream = upstream, .upstream_url = "quay.io", .upstream_prefix = "ROOT"};
  }
  Error refused(CacheRule wanted) {
    const auto made = run(rules().create(scope(), std::move(wanted)));
    EXPECT_FALSE(made);
    return made ? Error() : made.error();
  }
};

TEST_P(CacheRulesTest, ARuleIsFoundAsItWasMade) {
  must(rules().create(scope(), {.prefix = "other/",
                                .upstream = Upstream::kEcr,
                                .upstream_url = "999999999999.dkr.ecr.us-east-1.amazonaws.com",
                                .upstream_prefix = "team",
                                .custom_role_arn = kRole}));
  must(rules().create(scope(), rule("quay")));

  const auto found = must(rules().find(scope(), {"quay/", "other"}));

  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].prefix, "quay");
  EXPECT_EQ(found[1].prefix, "other/") << "as it was given";
  EXPECT_EQ(found[1].upstream, Upstream::kEcr);
  EXPECT_EQ(found[1].upstream_url, "999999999999.dkr.ecr.us-east-1.amazonaws.com");
  EXPECT_EQ(found[1].upstream_prefix, "team");
  EXPECT_EQ(found[1].custom_role_arn, kRole);
  EXPECT_EQ(found[1].created_at, clock_.now());
  EXPECT_EQ(found[1].updated_at, clock_.now());
}

TEST_P(CacheRulesTest, APrefixHasOneRule) {
  must(rules().create(scope(), rule("quay")));

  const Error again = refused(rule("quay/"));

  EXPECT_EQ(again.kind(), ErrorKind::kCacheRuleExists);
  EXPECT_EQ(again.message(),
            "The pull through cache rule with prefix 'quay/' already exists in the registry with id '123456789012'");
  EXPECT_TRUE(run(rules().create(scope_of("999999999999", "x"), rule("quay"))));
}

TEST_P(CacheRulesTest, RegistriesThatMustBeSignedInToNeedASecretThatIsThere) {
  EXPECT_EQ(refused(rule("hub", Upstream::kDockerHub)).kind(), ErrorKind::kUnsupportedUpstream);
  CacheRule with_secret = rule("hub", Upstream::kDockerHub);
  with_secret.credential_arn = kSecret;
  const Error missing = refused(with_secret);
  EXPECT_EQ(missing.kind(), ErrorKind::kSecretNotFound);
  EXPECT_EQ(missing.message(),
            "The ARN of the secret specified in the pull through cache rule was not found. Update the pull through "
            "cache rule with a valid secret ARN and try again.");
  EXPECT_TRUE(must(rules().list(scope(), {})).items.empty());
}

TEST_P(CacheRulesTest, ARoleIsForEcr) {
  CacheRule with_role = rule("quay");
  with_role.custom_role_arn = kRole;
  EXPECT_EQ(refused(with_role).kind(), ErrorKind::kInvalidParameter);
  must(rules().create(scope(), rule("quay")));
  EXPECT_EQ(run(rules().update(scope(), "quay", {.credential_arn = "", .custom_role_arn = kRole})).error().kind(),
            ErrorKind::kInvalidParameter);
}

TEST_P(CacheRulesTest, AnUpdateChangesHowToSignIn) {
  must(rules().create(scope(), rule("ecr", Upstream::kEcr)));
  clock_.advance(std::chrono::hours(1));

  const CacheRule changed = must(rules().update(scope(), "ecr/", {.credential_arn = "", .custom_role_arn = kRole}));

  EXPECT_EQ(changed.custom_role_arn, kRole);
  EXPECT_EQ(changed.updated_at, clock_.now());
  EXPECT_EQ(changed.created_at, clock_.now() - std::chrono::hours(1));
  EXPECT_EQ(must(rules().find(scope(), {"ecr"}))[0].custom_role_arn, kRole);
  EXPECT_EQ(run(rules().update(scope(), "ecr", {.credential_arn = kSecret, .custom_role_arn = ""})).error().kind(),
            ErrorKind::kSecretNotFound);
  EXPECT_EQ(run(rules().update(scope(), "none", {.credential_arn = kSecret, .custom_role_arn = ""})).error().kind(),
            ErrorKind::kCacheRuleNotFound)
      << "the rule is looked for first";
}

TEST_P(CacheRulesTest, ADeleteGivesWhatWasThere) {
  must(rules().create(scope(), rule("quay")));

  EXPECT_EQ(must(rules().remove(scope(), "quay/")).upstream_url, "quay.io");

  const auto again = run(rules().remove(scope(), "quay"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kCacheRuleNotFound);
  EXPECT_EQ(again.error().message(),
            "The pull through cache rule with prefix 'quay' does not exist in the registry with id '123456789012'");
  EXPECT_EQ(run(rules().find(scope(), {"quay"})).error().kind(), ErrorKind::kCacheRuleNotFound);
}

TEST_P(CacheRulesTest, ComeInPagesAndAreLimited) {
  config_.max_cache_rules = 5;
  start();
  for (const char* prefix : {"b2", "a2/", "ROOT", "a2/b", "c2"}) must(rules().create(scope(), rule(prefix)));
  EXPECT_EQ(refused(rule("d2")).kind(), ErrorKind::kLimitExceeded);

  std::vector<std::string> seen;
  PageRequest page{.after = {}, .limit = 2};
  do {
    const auto got = must(rules().list(scope(), page));
    EXPECT_LE(got.items.size(), 2U);
    for (const auto& each : got.items) seen.push_back(each.prefix);
    page.after = got.next;
  } while (!page.after.empty());

  EXPECT_EQ(seen, (std::vector<std::string>{"ROOT", "a2/", "a2/b", "b2", "c2"}));
}

ENTREPOT_ON_EACH_ENGINE(CacheRulesTest);

}  // namespace
}  // namespace entrepot::registry
