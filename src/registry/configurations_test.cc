// Scanning, replication and signing: one document each for a registry.
#include "registry/configuration_text.h"
#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using model::ScanFrequency;
using test::must;
using test::run;

class ConfigurationsTest : public test::RegistryRig {
 protected:
  static model::RegistryId registry_at(const char* account, const char* region) {
    return {must(model::AccountId::parse(account)), must(model::Region::parse(region))};
  }
  Scope other() const { return scope_of("999999999999", "x"); }
};

TEST_P(ConfigurationsTest, ScanningIsBasicWithoutRulesUntilItIsSet) {
  EXPECT_EQ(must(settings().scanning.get(scope())), model::RegistryScanning());
  const model::RegistryScanning wanted{
      .type = model::ScanType::kEnhanced,
      .rules = {{ScanFrequency::kContinuous, {"prod*"}}, {ScanFrequency::kScanOnPush, {}}}};

  must(settings().scanning.put(scope(), wanted));

  EXPECT_EQ(must(settings().scanning.get(scope())), wanted);
  EXPECT_EQ(must(settings().scanning.get(other())), model::RegistryScanning());
}

TEST_P(ConfigurationsTest, ScanningSaysWhatHoldsForEachRepository) {
  make_repository("prod/app");
  make_repository("dev/app", {.scan_on_push = true});
  auto before = must(settings().scanning.of_repositories(scope(), {"dev/app", "none", "prod/app"}));
  ASSERT_EQ(before.size(), 3U);
  EXPECT_EQ(before[0].scanning->frequency, ScanFrequency::kScanOnPush);
  EXPECT_EQ(before[1].name, "none");
  EXPECT_FALSE(before[1].scanning);
  EXPECT_EQ(before[2].scanning->frequency, ScanFrequency::kManual);

  must(settings().scanning.put(scope(), {.rules = {{ScanFrequency::kScanOnPush, {"prod"}}}}));

  auto after = must(settings().scanning.of_repositories(scope(), {"dev/app", "prod/app"}));
  EXPECT_EQ(after[0].scanning->frequency, ScanFrequency::kManual);
  EXPECT_EQ(after[1].scanning->frequency, ScanFrequency::kScanOnPush);
  EXPECT_EQ(after[1].scanning->filters, std::vector<std::string>{"prod"});
}

TEST_P(ConfigurationsTest, ReplicationIsReplacedAsAWhole) {
  EXPECT_EQ(must(settings().replication.get(scope())), model::Replication());
  const model::Replication wanted{
      {{.destinations = {registry_at("123456789012", "eu-west-1"), registry_at("999999999999", "us-east-1")},
        .prefixes = {"prod/", "stage"}},
       {.destinations = {}, .prefixes = {}, .replicates_deletes = true},
       {.destinations = {}, .prefixes = {}, .replicates_deletes = false}}};

  must(settings().replication.put(scope(), wanted));
  EXPECT_EQ(must(settings().replication.get(scope())), wanted);
  EXPECT_EQ(must(settings().replication.get(other())), model::Replication());

  must(settings().replication.put(scope(), {}));
  EXPECT_EQ(must(settings().replication.get(scope())), model::Replication());
}

TEST_P(ConfigurationsTest, ARegistryDoesNotReplicateToItself) {
  const auto refused =
      run(settings().replication.put(scope(), {{{.destinations = {scope().registry}, .prefixes = {}}}}));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kInvalidParameter);
  EXPECT_EQ(refused.error().message(),
            "Invalid parameter at 'replicationConfiguration' failed to satisfy constraint: 'Replication destination "
            "cannot be the same as the source registry'");
  EXPECT_EQ(must(settings().replication.get(scope())), model::Replication());
}

TEST_P(ConfigurationsTest, RulesAndDestinationsOfReplicationAreLimited) {
  config_.max_replication_rules = 2;
  config_.max_replication_destinations = 2;
  start();
  const model::ReplicationRule both{
      .destinations = {registry_at("123456789012", "eu-west-1"), registry_at("999999999999", "us-east-1")},
      .prefixes = {}};
  const model::ReplicationRule third{.destinations = {registry_at("123456789012", "eu-west-2")}, .prefixes = {}};
  must(settings().replication.put(scope(), {{both, both}}));

  EXPECT_EQ(run(settings().replication.put(scope(), {{both, both, both}})).error().message(),
            "Invalid parameter at 'replicationConfiguration.rules' failed to satisfy constraint: 'Member must have "
            "length less than or equal to 2'");
  EXPECT_EQ(run(settings().replication.put(scope(), {{both, third}})).error().message(),
            "Invalid parameter at 'replicationConfiguration' failed to satisfy constraint: 'the rules must have at "
            "most 2 different destinations'");
  EXPECT_EQ(must(settings().replication.get(scope())).rules.size(), 2U) << "the same destinations twice count once";
}

TEST_P(ConfigurationsTest, RulesOfSigningAreLimited) {
  config_.max_signing_rules = 2;
  start();
  const model::SigningRule rule{.profile_arn = "arn:p", .filters = {}};
  must(settings().signing.put(scope(), {{rule, rule}}));

  const auto third = run(settings().signing.put(scope(), {{rule, rule, rule}}));

  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind(), ErrorKind::kInvalidParameter);
  EXPECT_EQ(third.error().message(),
            "Invalid parameter at 'signingConfiguration.rules' failed to satisfy constraint: 'Member must have length "
            "less than or equal to 2'");
  EXPECT_EQ(must(settings().signing.get(scope())).rules.size(), 2U);
}

TEST_P(ConfigurationsTest, SigningIsThereOrNot) {
  const auto absent = run(settings().signing.get(scope()));
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().kind(), ErrorKind::kSigningConfigurationNotFound);
  EXPECT_EQ(absent.error().message(), "Signing configuration does not exist in the registry with id '123456789012'");
  EXPECT_FALSE(must(settings().signing.find(scope())));
  EXPECT_FALSE(run(settings().signing.remove(scope())));
  const model::Signing wanted{
      {{.profile_arn = "arn:p", .filters = {"prod/*"}}, {.profile_arn = "arn:q", .filters = {}}}};

  must(settings().signing.put(scope(), wanted));
  EXPECT_EQ(must(settings().signing.get(scope())), wanted);

  EXPECT_EQ(must(settings().signing.remove(scope())), wanted);
  EXPECT_FALSE(must(settings().signing.find(scope())));
}

TEST_P(ConfigurationsTest, ADamagedTextIsSaidToBeDamaged) {
  for (const char* text : {"", "[]", "{}", R"({"rules":1})", R"({"rules":[1]})", R"({"rules":[{}]})"}) {
    EXPECT_EQ(replication_from(text).error().kind(), ErrorKind::kCorrupt) << text;
    EXPECT_EQ(signing_from(text).error().kind(), ErrorKind::kCorrupt) << text;
    EXPECT_EQ(scanning_from(text).error().kind(), ErrorKind::kCorrupt) << text;
  }
  EXPECT_FALSE(replication_from(R"({"rules":[{"destinations":["1/eu-west-1"],"prefixes":[]}]})"));
  EXPECT_FALSE(scanning_from(R"({"type":"BASIC","rules":[{"frequency":"DAILY","filters":[]}]})"));
}

ENTREPOT_ON_EACH_ENGINE(ConfigurationsTest);

}  // namespace
}  // namespace entrepot::registry
