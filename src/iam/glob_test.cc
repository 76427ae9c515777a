#include "iam/glob.h"

#include <gtest/gtest.h>

#include <chrono>

namespace entrepot::iam {
namespace {

bool matches(std::string_view pattern, std::string_view text) {
  Effort effort;
  const std::string marked = mark_wildcards(pattern);
  const bool answer = Glob(marked).matches(text, effort);
  EXPECT_EQ(matches_glob(marked, text, effort), answer) << pattern << " " << text;
  EXPECT_FALSE(effort.is_spent());
  return answer;
}

TEST(Glob, AStarIsAnyRunOfCharacters) {
  for (const auto& [pattern, text] : {std::pair{"*", ""},
                                      {"*", "a/b:c"},
                                      {"a*", "a"},
                                      {"a*", "abc"},
                                      {"*c", "abc"},
                                      {"a*c", "ac"},
                                      {"a*c", "abcabc"},
                                      {"*b*", "abc"},
                                      {"a**c", "abc"},
                                      {"*ab", "aab"},
                                      {"*a*b*c", "xxaxxbxxbc"},
                                      {"", ""}}) {
    EXPECT_TRUE(matches(pattern, text)) << pattern << " " << text;
  }
  for (const auto& [pattern, text] : {std::pair{"", "a"},
                                      {"a", ""},
                                      {"a*", "ba"},
                                      {"a*c", "abcd"},
                                      {"*b", "abc"},
                                      {"a*b*c", "acb"},
                                      {"abc", "ab"},
                                      {"ab", "abc"},
                                      {"A*", "abc"}}) {
    EXPECT_FALSE(matches(pattern, text)) << pattern << " " << text;
  }
}

TEST(Glob, AQuestionMarkIsOneCharacterHoweverManyBytesItHas) {
  EXPECT_TRUE(matches("a?c", "abc"));
  EXPECT_TRUE(matches("a?c", "aüc"));
  EXPECT_TRUE(matches("?", "😀"));
  EXPECT_TRUE(matches("*?", "aü"));
  EXPECT_FALSE(matches("??", "ü"));
  EXPECT_FALSE(matches("a?", "a"));
  EXPECT_FALSE(matches("?", ""));
}

TEST(Glob, WildcardsThatAreNotMarkedAreThemselves) {
  Effort effort;
  EXPECT_TRUE(matches_glob("a*", "a*", effort));
  EXPECT_FALSE(matches_glob("a*", "ab", effort));
  EXPECT_FALSE(Glob("a?").matches("ab", effort));
}

TEST(Glob, APathologicalPatternEndsSoon) {
  std::string pattern;
  for (int i = 0; i < 64; ++i) pattern += "*a";
  pattern += "*b";
  const std::string marked = mark_wildcards(pattern);
  const std::string text(4'096, 'a');
  Effort effort;
  EXPECT_FALSE(matches_glob(marked, text, effort));
  EXPECT_FALSE(effort.is_spent());

  // The dearest shape: each start matches nearly the whole pattern.
  const std::string dear = mark_wildcards("*" + std::string(4'000, 'a') + "b");
  Effort small;
  EXPECT_FALSE(matches_glob(dear, std::string(8'000, 'a'), small));
  EXPECT_TRUE(small.is_spent());
  EXPECT_FALSE(matches_glob(mark_wildcards("*"), "a", small)) << "nothing matches once the effort is spent";
}

}  // namespace
}  // namespace entrepot::iam
