#include "registry/content_cache.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"

namespace entrepot::registry {
namespace {

class ContentCacheTest : public testing::Test {
 protected:
  using Image = std::shared_ptr<const CachedImage>;
  static Image image(std::int64_t repository, std::int64_t key, const std::string& text) {
    return std::make_shared<const CachedImage>(
        CachedImage{.repository = meta::RepositoryKey{repository},
                    .key = meta::ImageKey{key},
                    .content = {crypto::digest_of(text), "type", std::make_shared<const std::string>(text)},
                    .pull = std::make_shared<PullMark>(meta::ImageKey{key})});
  }
  static ImageRef by_tag(const char* text) { return {std::nullopt, *model::Tag::parse(text)}; }
  static ImageRef by_digest(const std::string& text) { return {crypto::digest_of(text), std::nullopt}; }

  const model::RegistryId registry_{*model::AccountId::parse("123456789012"), *model::Region::parse("us-east-1")};
  const model::RegistryId elsewhere_{*model::AccountId::parse("123456789012"), *model::Region::parse("eu-west-1")};
  ContentCache cache_{1 << 20, 1000};
};

TEST_F(ContentCacheTest, FindsByTagAndByDigestInTheRightRepositoryOnly) {
  cache_.insert(cache_.ticket(registry_, "app"), registry_, "app", by_tag("v1"), image(1, 1, "one"));

  EXPECT_NE(cache_.find(registry_, "app", by_tag("v1")), nullptr);
  EXPECT_NE(cache_.find(registry_, "app", by_digest("one")), nullptr);
  EXPECT_EQ(cache_.find(registry_, "app", by_tag("v2")), nullptr);
  EXPECT_EQ(cache_.find(registry_, "other", by_tag("v1")), nullptr);
  EXPECT_EQ(cache_.find(elsewhere_, "app", by_tag("v1")), nullptr);
  EXPECT_EQ(cache_.find(registry_, "app", {crypto::digest_of("two"), by_tag("v1").tag}), nullptr);
}

TEST_F(ContentCacheTest, AReaderThatReadBeforeADeleteCannotPutBackWhatItRead) {
  const auto ticket = cache_.ticket(registry_, "app");
  cache_.forget_image(registry_, "app", meta::RepositoryKey{1}, crypto::digest_of("one").text(), {{"v1"}});

  cache_.insert(ticket, registry_, "app", by_tag("v1"), image(1, 1, "one"));

  EXPECT_EQ(cache_.find(registry_, "app", by_tag("v1")), nullptr);
  EXPECT_EQ(cache_.find(registry_, "app", by_digest("one")), nullptr);
}

TEST_F(ContentCacheTest, AReaderThatReadBeforeATagMovedCannotPutItBack) {
  const auto ticket = cache_.ticket(registry_, "app");
  const std::vector<model::Tag> moved{*model::Tag::parse("v1")};
  cache_.forget_tags(registry_, "app", meta::RepositoryKey{1}, moved);

  cache_.insert(ticket, registry_, "app", by_tag("v1"), image(1, 1, "one"));

  EXPECT_EQ(cache_.find(registry_, "app", by_tag("v1")), nullptr);
}

TEST_F(ContentCacheTest, ForgettingTakesWhatWasThere) {
  const auto put = [&] {
    cache_.insert(cache_.ticket(registry_, "app"), registry_, "app", by_tag("v1"), image(1, 1, "one"));
  };
  put();
  cache_.forget_repository(registry_, "app");
  EXPECT_EQ(cache_.find(registry_, "app", by_tag("v1")), nullptr);

  put();
  cache_.forget_tags(registry_, "app", meta::RepositoryKey{1}, std::vector<model::Tag>{*model::Tag::parse("v1")});
  EXPECT_EQ(cache_.find(registry_, "app", by_tag("v1")), nullptr);
  EXPECT_NE(cache_.find(registry_, "app", by_digest("one")), nullptr);

  put();
  cache_.forget_image(registry_, "app", meta::RepositoryKey{1}, crypto::digest_of("one").text(), {});
  EXPECT_EQ(cache_.find(registry_, "app", by_tag("v1")), nullptr) << "a tag without its image is a miss";
  EXPECT_EQ(cache_.find(registry_, "app", by_digest("one")), nullptr);
}

TEST_F(ContentCacheTest, HoldsNoMoreThanItsBound) {
  BoundedCache<int, int, std::hash<int>, std::equal_to<>> cache(16 * 10);
  // std::hash of an int leaves the top bits empty: all go to one shard.
  for (int i = 0; i < 100; ++i) cache.insert(i, i, 1, [] { return true; });

  EXPECT_EQ(cache.weight(), 10U);
  EXPECT_EQ(cache.find(99), 99);
  EXPECT_EQ(cache.find(0), std::nullopt);
}

TEST_F(ContentCacheTest, TheLeastRecentlyUsedGoesFirst) {
  BoundedCache<int, int, std::hash<int>, std::equal_to<>> cache(16 * 3);
  const auto yes = [] { return true; };
  for (int i = 0; i < 3; ++i) cache.insert(i, i, 1, yes);
  EXPECT_TRUE(cache.find(0));

  cache.insert(3, 3, 1, yes);
  cache.insert(2, 22, 1, yes);

  EXPECT_TRUE(cache.find(0));
  EXPECT_FALSE(cache.find(1));
  EXPECT_EQ(cache.find(2), 22);
  EXPECT_TRUE(cache.find(3));
  cache.insert(9, 9, 4, yes);
  EXPECT_FALSE(cache.find(9)) << "larger than the cache";
}

}  // namespace
}  // namespace entrepot::registry
