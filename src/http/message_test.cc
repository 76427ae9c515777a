#include "http/message.h"

#include <gtest/gtest.h>

namespace entrepot::http {
namespace {

TEST(Headers, FindWithoutRegardToCase) {
  Headers headers;
  headers.add("Content-Type", "a/b");
  EXPECT_EQ(headers.find("content-TYPE"), "a/b");
  EXPECT_EQ(headers.find("Content"), std::nullopt);
  EXPECT_EQ(headers.find(""), std::nullopt);
}

TEST(Headers, KeepRepeatedFieldsInOrder) {
  Headers headers;
  headers.add("Link", "1");
  headers.add("X", "y");
  headers.add("LINK", "2");
  EXPECT_EQ(headers.count("link"), 2U);
  EXPECT_EQ(headers.find("link"), "1");
  EXPECT_EQ(headers.fields().size(), 3U);
}

TEST(Headers, SetReplacesAllOfTheName) {
  Headers headers;
  headers.add("a", "1");
  headers.add("b", "2");
  headers.add("A", "3");
  headers.set("A", "4");
  headers.set("c", "5");
  ASSERT_EQ(headers.fields().size(), 3U);
  EXPECT_EQ(headers.fields()[0], (std::pair<std::string, std::string>("a", "4")));
  EXPECT_EQ(headers.fields()[1].first, "b");
  EXPECT_EQ(headers.find("C"), "5");
}

TEST(Request, SplitsItsTargetAtTheFirstQuestionMark) {
  Request request;
  request.target = "/a/b?c=?d";
  EXPECT_EQ(request.path(), "/a/b");
  EXPECT_EQ(request.query(), "c=?d");
  request.target = "/a";
  EXPECT_EQ(request.path(), "/a");
  EXPECT_EQ(request.query(), "");
}

TEST(Method, IsNamedAsOnTheWire) {
  EXPECT_EQ(to_string(Method::kPatch), "PATCH");
  EXPECT_EQ(to_string(Method::kOther), "other");
}

}  // namespace
}  // namespace entrepot::http
