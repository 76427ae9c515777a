#include "model/repository_settings.h"

#include <gtest/gtest.h>

#include <chrono>

namespace entrepot::model {
namespace {

TEST(TagMutability, WordsGoBothWays) {
  for (const auto kind : {TagMutability::kMutable, TagMutability::kImmutable, TagMutability::kMutableWithExclusion,
                          TagMutability::kImmutableWithExclusion}) {
    EXPECT_EQ(parse_tag_mutability(to_string(kind)), kind);
  }
  EXPECT_EQ(to_string(TagMutability::kImmutableWithExclusion), "IMMUTABLE_WITH_EXCLUSION");
  EXPECT_EQ(parse_tag_mutability("immutable"), std::nullopt);
}

TEST(EncryptionType, WordsGoBothWays) {
  for (const auto type : {EncryptionType::kAes256, EncryptionType::kKms, EncryptionType::kKmsDsse}) {
    EXPECT_EQ(parse_encryption_type(to_string(type)), type);
  }
  EXPECT_EQ(to_string(EncryptionType::kKmsDsse), "KMS_DSSE");
  EXPECT_EQ(parse_encryption_type("aes256"), std::nullopt);
}

TEST(IsImmutable, ExclusionFiltersTurnTheRuleRound) {
  RepositorySettings settings;
  EXPECT_FALSE(is_immutable(settings, "v1"));

  settings.mutability = TagMutability::kImmutable;
  EXPECT_TRUE(is_immutable(settings, "v1"));

  settings.exclusion_filters = {"latest", "dev-*"};
  settings.mutability = TagMutability::kImmutableWithExclusion;
  EXPECT_TRUE(is_immutable(settings, "v1"));
  EXPECT_FALSE(is_immutable(settings, "latest"));
  EXPECT_FALSE(is_immutable(settings, "dev-1"));

  settings.mutability = TagMutability::kMutableWithExclusion;
  EXPECT_FALSE(is_immutable(settings, "v1"));
  EXPECT_TRUE(is_immutable(settings, "dev-1"));
}

TEST(MatchesWildcard, IsAnchoredAndKnowsOnlyTheStar) {
  struct Row {
    const char* pattern;
    const char* text;
    bool matches;
  };
  for (const Row& row :
       {Row{"*", "", true}, Row{"", "", true}, Row{"", "a", false}, Row{"a", "a", true}, Row{"a", "ab", false},
        Row{"a*", "a", true}, Row{"*a", "ba", true}, Row{"*a", "bab", false}, Row{"a*b*c", "a1b2b3c", true},
        Row{"a*b*c", "acb", false}, Row{"**", "x", true}, Row{"a.c", "abc", false}, Row{"a?", "ab", false},
        Row{"*ab*ab", "xababab", true}, Row{"v*-rc*", "v1-rc", true}, Row{"V*", "v1", false}}) {
    EXPECT_EQ(matches_wildcard(row.pattern, row.text), row.matches) << row.pattern << " on " << row.text;
  }
}

TEST(MatchesWildcard, HostilePatternsStayCheap) {
  std::string pattern;
  for (int i = 0; i < 64; ++i) pattern += "*a";
  const std::string text = std::string(5'000, 'a') + "b";

  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(matches_wildcard(pattern, text));

  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1)) << "exponential matchers take years";
}

}  // namespace
}  // namespace entrepot::model
