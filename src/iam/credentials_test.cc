#include "iam/credentials.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "iam/bounded_cache.h"

namespace entrepot::iam {
namespace {

AccessKey key(std::string id, std::string secret = "secret") {
  return {
      .principal = {.account = *model::AccountId::parse("123456789012"), .id = "AIDA", .access_key_id = std::move(id)},
      .secret = std::move(secret)};
}

TEST(Credentials, FindsWhatWasPutAndNothingElse) {
  Credentials credentials;
  EXPECT_EQ(credentials.find("AKIA1"), nullptr);

  credentials.put(key("AKIA1", "one"));
  credentials.put(key("AKIA2", "two"));
  ASSERT_NE(credentials.find("AKIA1"), nullptr);
  EXPECT_EQ(credentials.find("AKIA1")->secret, "one");
  EXPECT_EQ(credentials.find("akia1"), nullptr);
  EXPECT_EQ(credentials.find(""), nullptr);

  credentials.put(key("AKIA1", "new"));
  EXPECT_EQ(credentials.find("AKIA1")->secret, "new");

  credentials.remove("AKIA1");
  credentials.remove("AKIA9");
  EXPECT_EQ(credentials.find("AKIA1"), nullptr);
  EXPECT_EQ(credentials.find("AKIA2")->secret, "two");
}

TEST(Credentials, ReturnsInactiveKeys) {
  Credentials credentials;
  AccessKey inactive = key("AKIA1");
  inactive.is_active = false;
  credentials.put(std::move(inactive));
  EXPECT_FALSE(credentials.find("AKIA1")->is_active);
}

TEST(Credentials, AFoundKeyOutlivesItsRemoval) {
  Credentials credentials;
  credentials.put(key("AKIA1", "one"));
  const auto held = credentials.find("AKIA1");
  credentials.remove("AKIA1");
  EXPECT_EQ(held->secret, "one");
}

TEST(Credentials, ReadersAndWritersMayMeet) {
  Credentials credentials;
  for (int i = 0; i < 100; ++i) credentials.put(key(fmt::format("AKIA{}", i), "0"));
  std::thread writer([&] {
    for (int round = 1; round <= 50; ++round) {
      for (int i = 0; i < 100; ++i) credentials.put(key(fmt::format("AKIA{}", i), fmt::format("{}", round)));
    }
  });
  int found = 0;
  for (int round = 0; round < 50; ++round) {
    for (int i = 0; i < 100; ++i) found += credentials.find(fmt::format("AKIA{}", i)) != nullptr;
  }
  writer.join();
  EXPECT_EQ(found, 5'000);
  EXPECT_EQ(credentials.find("AKIA99")->secret, "50");
}

TEST(MakeAccessKey, HasAwssForm) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const NewAccessKey made = make_access_key();
    EXPECT_EQ(made.id.size(), 20u);
    EXPECT_TRUE(made.id.starts_with("AKIA"));
    EXPECT_EQ(made.id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), std::string::npos);
    EXPECT_EQ(made.secret.size(), 40u);
    EXPECT_EQ(made.secret.find('='), std::string::npos);
    EXPECT_TRUE(seen.insert(made.id).second);
    EXPECT_TRUE(seen.insert(made.secret).second);
  }
}

TEST(BoundedCache, ForgetsTheOldestAndStaysBounded) {
  BoundedCache<int> cache(64);
  for (int i = 0; i < 10'000; ++i) cache.put(fmt::format("key{}", i), i);

  EXPECT_LE(cache.size(), 64u);
  EXPECT_EQ(cache.find("key9999"), 9999);
  EXPECT_EQ(cache.find("key0"), std::nullopt);

  cache.put("key9999", 1);
  EXPECT_EQ(cache.find("key9999"), 1);
}

}  // namespace
}  // namespace entrepot::iam
