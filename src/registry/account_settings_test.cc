#include "meta/documents.h"
#include "registry/registry_facts.h"
#include "tests/support/registry_rig.h"

namespace entrepot::registry {
namespace {

using model::AccountSetting;
using test::must;
using test::run;

class AccountSettingsTest : public test::RegistryRig {
 protected:
  std::string get(AccountSetting setting) { return must(settings().account.get(scope(), setting)); }
  void put(AccountSetting setting, const std::string& value) { must(settings().account.put(scope(), setting, value)); }
  bool mount(const std::string& into, const std::string& bytes, const std::string& from) {
    return must(layers().mount(scope(), into, test::digest_of(bytes), from, test::may_read_all));
  }
};

TEST_P(AccountSettingsTest, HaveADefaultUntilTheyAreSet) {
  EXPECT_EQ(get(AccountSetting::kBasicScanTypeVersion), "AWS_NATIVE");
  EXPECT_EQ(get(AccountSetting::kRegistryPolicyScope), "V2");
  EXPECT_EQ(get(AccountSetting::kBlobMounting), "ENABLED");

  put(AccountSetting::kRegistryPolicyScope, "V1");

  EXPECT_EQ(get(AccountSetting::kRegistryPolicyScope), "V1");
  EXPECT_EQ(get(AccountSetting::kBlobMounting), "ENABLED") << "each is kept for itself";
  EXPECT_EQ(must(settings().account.get(scope_of("999999999999", "x"), AccountSetting::kRegistryPolicyScope)), "V2");
  start();
  EXPECT_EQ(get(AccountSetting::kRegistryPolicyScope), "V1");
}

TEST_P(AccountSettingsTest, RefuseValuesThatTheyDoNotHave) {
  const auto refused = run(settings().account.put(scope(), AccountSetting::kRegistryPolicyScope, "V3"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kInvalidParameter);
  EXPECT_EQ(
      refused.error().message(),
      "Invalid parameter at 'value' failed to satisfy constraint: 'Member must satisfy enum value set: [V2, V1]'");
  const auto retired = run(settings().account.put(scope(), AccountSetting::kBasicScanTypeVersion, "CLAIR"));
  ASSERT_FALSE(retired);
  EXPECT_EQ(retired.error().message(),
            "Invalid parameter at 'value' failed to satisfy constraint: 'CLAIR has been retired; use AWS_NATIVE'");
  EXPECT_EQ(get(AccountSetting::kRegistryPolicyScope), "V2");
}

TEST_P(AccountSettingsTest, MountingStopsAndStartsAtOnce) {
  make_repository("from");
  make_repository("into");
  push_layer("from", "a layer");
  push_layer("from", "another");
  ASSERT_TRUE(mount("into", "a layer", "from"));

  put(AccountSetting::kBlobMounting, "DISABLED");
  EXPECT_FALSE(mount("into", "another", "from"));
  EXPECT_FALSE(mount("into", "another", "")) << "without a source as well";
  EXPECT_FALSE(run(layers().stat(scope(), "into", test::digest_of("another"))));

  put(AccountSetting::kBlobMounting, "ENABLED");
  EXPECT_TRUE(mount("into", "another", "from"));
}

TEST_P(AccountSettingsTest, OneRegistrysMountingIsNotAnothers) {
  make_repository("from");
  make_repository("into");
  push_layer("from", "a layer");
  must(settings().account.put(scope_of("999999999999", "x"), AccountSetting::kBlobMounting, "DISABLED"));

  EXPECT_TRUE(mount("into", "a layer", "from"));
}

// Another node writes to the same database and cannot tell this one.
TEST_P(AccountSettingsTest, AnotherNodesChangeIsSeenWithinSeconds) {
  make_repository("from");
  make_repository("into");
  push_layer("from", "a layer");
  push_layer("from", "another");
  ASSERT_TRUE(mount("into", "a layer", "from"));
  const std::string kind = "account-setting:BLOB_MOUNTING";
  const std::string value = "DISABLED";
  const model::RegistryId registry = scope().registry;
  must(database().write(
      [&](sql::Transaction& tx) { return meta::put_document(tx, registry, kind, value, clock_.now()); }));

  clock_.advance(kFactsAge + std::chrono::seconds(1));

  const bool is_alone = database().is_sole_writer();
  EXPECT_EQ(mount("into", "another", "from"), is_alone) << "memory is believed for ever only without other nodes";
}

TEST_P(AccountSettingsTest, WhatWasReadBeforeAChangeIsNotKept) {
  RegistryFactsCache cache(clock_, true);
  const auto old = std::make_shared<const RegistryFacts>();
  const auto before = cache.ticket();
  cache.forget(scope().registry);
  cache.insert(before, scope().registry, old);
  EXPECT_EQ(cache.find(scope().registry), nullptr);

  cache.insert(cache.ticket(), scope().registry, old);
  EXPECT_EQ(cache.find(scope().registry), old);
  EXPECT_EQ(cache.find(scope_of("999999999999", "x").registry), nullptr);
}

ENTREPOT_ON_EACH_ENGINE(AccountSettingsTest);

}  // namespace
}  // namespace entrepot::registry
