#include "api/query.h"

#include <gtest/gtest.h>

namespace entrepot::api {
namespace {

Query parse(std::string_view raw) {
  return Query::parse(raw).value();
}

TEST(Query, DecodesAndKeepsOrder) {
  const Query query = parse("tag=1.2&digest=sha256%3Aabc&tag=latest&empty=&bare&&");
  EXPECT_EQ(query.find("digest"), "sha256:abc");
  EXPECT_EQ(query.all("tag"), (std::vector<std::string_view>{"1.2", "latest"}));
  EXPECT_EQ(query.find("tag"), "1.2");
  EXPECT_EQ(query.find("empty"), "");
  EXPECT_EQ(query.find("bare"), "");
  EXPECT_EQ(query.find("absent"), std::nullopt);
}

TEST(Query, APlusIsAPlus) {
  EXPECT_EQ(parse("artifactType=application/x+json").find("artifactType"), "application/x+json");
  EXPECT_EQ(parse("artifactType=application%2Fx%2Bjson").find("artifactType"), "application/x+json");
}

TEST(Query, RefusesBrokenEncodingAndControlCharacters) {
  for (const char* raw : {"a=%", "a=%2", "a=%zz", "%00=1", "a=%0d%0aSet-Cookie:x", "a=%7f"})
    EXPECT_EQ(Query::parse(raw).error().kind(), ErrorKind::kInvalidParameter) << raw;
}

TEST(Query, LimitsTheNumberOfParameters) {
  std::string raw;
  for (std::size_t i = 0; i < Query::kMaxParameters; ++i) raw += "a=1&";
  EXPECT_TRUE(Query::parse(raw));
  EXPECT_EQ(Query::parse(raw + "a=1").error().kind(), ErrorKind::kInvalidParameter);
}

TEST(Count, TakesDigitsOnly) {
  EXPECT_EQ(parse_count("0"), 0u);
  EXPECT_EQ(parse_count("1000"), 1000u);
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "1e3", "9999999999999999999"})
    EXPECT_EQ(parse_count(text), std::nullopt) << text;
}

}  // namespace
}  // namespace entrepot::api
