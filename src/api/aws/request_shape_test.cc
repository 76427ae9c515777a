#include "api/aws/request_shape.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/support/parsing.h"

namespace entrepot::api::aws {
namespace {

using testing::invalid;
using testing::object;

constinit Pattern name_pattern{"[a-z]+", Pattern::Words::kEcr};
constinit Pattern id_pattern{"^[0-9]{3}$", Pattern::Words::kSmithy};
constexpr Shape kName{.kind = ShapeKind::kString, .min = 2, .max = 4, .pattern = &name_pattern};
constexpr Shape kId{.kind = ShapeKind::kString, .pattern = &id_pattern};
constexpr std::string_view kColours[] = {"RED", "GREEN"};
constexpr Shape kColour{.kind = ShapeKind::kString, .words = kColours};
constexpr Shape kCount{.kind = ShapeKind::kInteger, .min = 1, .max = 10};
constexpr Shape kData{.kind = ShapeKind::kBlob, .max = 4};
constexpr Shape kIds{.kind = ShapeKind::kList, .min = 1, .max = 2, .item = &kId};
constexpr Member kTagMembers[] = {{"Key", &kName, Member::kRequired}, {"Ids", &kIds}};
constexpr Shape kTag{.kind = ShapeKind::kStructure, .members = kTagMembers};
constexpr Shape kTags{.kind = ShapeKind::kList, .item = &kTag};
constexpr Member kMembers[] = {{"name", &kName, Member::kRequired},
                               {"colour", &kColour},
                               {"count", &kCount},
                               {"data", &kData},
                               {"ids", &kIds},
                               {"tags", &kTags},
                               {"force", &kAnyBoolean}};
constexpr Shape kRequest{.kind = ShapeKind::kStructure, .members = kMembers};

std::string refusal(std::string_view text) {
  return testing::refusal(check_request(kRequest, object(text)));
}
/// With a good name before.
std::string with(std::string_view more) {
  return refusal(fmt::format(R"({{"name":"abc",{}}})", more));
}

TEST(RequestShape, TakesWhatTheModelTakes) {
  EXPECT_EQ(refusal(R"({"name":"ab"})"), "accepted");
  EXPECT_EQ(with(R"("colour":"GREEN","count":10,"data":"AAAAAA==","ids":["123","456"],"tags":[],"force":true)"),
            "accepted");
  EXPECT_EQ(with(R"("tags":[{"Key":"ab","Ids":["000"],"more":[1,{}]}],"unknown":{"a":1})"), "accepted");
}

TEST(RequestShape, NullIsAbsent) {
  EXPECT_EQ(with(R"("colour":null,"count":null,"ids":null,"tags":[{"Key":"ab","Ids":null}])"), "accepted");
  EXPECT_EQ(refusal(R"({"name":null})"), invalid("name", "Member must not be null"));
  EXPECT_EQ(refusal("{}"), invalid("name", "Member must not be null"));
}

TEST(RequestShape, RefusesLengthsInCharacters) {
  EXPECT_EQ(refusal(R"({"name":"a"})"), invalid("name", "Member must have length greater than or equal to 2"));
  EXPECT_EQ(refusal(R"({"name":"abcde"})"), invalid("name", "Member must have length less than or equal to 4"));
  EXPECT_EQ(refusal(R"({"name":"ääää"})"), invalid("name", "must satisfy regular expression '[a-z]+'"))
      << "four characters in eight bytes";
}

TEST(RequestShape, PatternsMatchTheWholeTextAnchoredOrNot) {
  EXPECT_EQ(refusal(R"({"name":"ab!"})"), invalid("name", "must satisfy regular expression '[a-z]+'"));
  EXPECT_EQ(refusal(R"({"name":"A"})"), invalid("name", "must satisfy regular expression '[a-z]+'"));
  EXPECT_EQ(
      with(R"("ids":["12\n"])"),
      invalid("ids", "Member must satisfy constraint: [Member must satisfy regular expression pattern: ^[0-9]{3}$]"));
}

TEST(RequestShape, RefusesOtherWordsThanTheEnumerations) {
  EXPECT_EQ(with(R"("colour":"red")"), invalid("colour", "Member must satisfy enum value set: [RED, GREEN]"));
  EXPECT_EQ(with(R"("colour":"")"), invalid("colour", "Member must satisfy enum value set: [RED, GREEN]"));
}

TEST(RequestShape, RefusesNumbersOutOfRange) {
  EXPECT_EQ(with(R"("count":0)"), invalid("count", "Member must have value greater than or equal to 1"));
  EXPECT_EQ(with(R"("count":11)"), invalid("count", "Member must have value less than or equal to 10"));
  EXPECT_EQ(with(R"("count":18446744073709551615)"),
            invalid("count", "Member must have value less than or equal to 10"));
}

TEST(RequestShape, MeasuresBlobsDecoded) {
  EXPECT_EQ(with(R"("data":"AAAAAAA=")"), invalid("data", "Member must have length less than or equal to 4"));
}

TEST(RequestShape, RefusesListsByTheirLengthAndNamesTheItemsPlace) {
  EXPECT_EQ(with(R"("ids":[])"), invalid("ids", "Member must have length greater than or equal to 1"));
  EXPECT_EQ(with(R"("ids":["1","2","3"])"), invalid("ids", "Member must have length less than or equal to 2"));
  EXPECT_EQ(with(R"("ids":["000",null])"), invalid("ids", "Member must satisfy constraint: [Member must not be null]"));
  EXPECT_EQ(with(R"("tags":[{"Key":"ab"},{"Key":"abcde"}])"),
            invalid("tags.2.member.key", "Member must have length less than or equal to 4"));
  EXPECT_EQ(with(R"("tags":[{"Key":"ab","Ids":["1"]}])"),
            invalid("tags.1.member.ids",
                    "Member must satisfy constraint: [Member must satisfy regular expression pattern: ^[0-9]{3}$]"));
}

TEST(RequestShape, TheFirstProblemInTheOrderOfTheModelIsSaid) {
  EXPECT_EQ(refusal(R"({"count":0,"colour":"x","name":"!"})"),
            invalid("name", "must satisfy regular expression '[a-z]+'"));
}

TEST(RequestShape, AWrongTypeComesBeforeEveryConstraint) {
  EXPECT_EQ(refusal(R"({"name":"!","force":"yes"})"), "kSerialization: 'force' must be a boolean");
  EXPECT_EQ(with(R"("tags":[{"Key":7}])"), "kSerialization: 'tags.1.member.key' must be a string");
  EXPECT_EQ(with(R"("tags":["ab"])"), "kSerialization: 'tags.1.member' must be a structure");
  EXPECT_EQ(with(R"("tags":{})"), "kSerialization: 'tags' must be a list");
  EXPECT_EQ(with(R"("ids":["123",4])"), "kSerialization: 'ids.2.member' must be a string");
  EXPECT_EQ(with(R"("count":"1")"), "kSerialization: 'count' must be an integer");
  EXPECT_EQ(with(R"("count":1.5)"), "kSerialization: 'count' must be an integer");
  EXPECT_EQ(with(R"("data":1)"), "kSerialization: 'data' must be a string in base64");
}

TEST(Pattern, IsCompiledOnceForAllThreads) {
  static constinit Pattern fresh{"(a|b)+", Pattern::Words::kSmithy};
  std::vector<std::jthread> threads;
  std::atomic<int> matched = 0;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { matched += fresh.matches("abba") && !fresh.matches("abc"); });
  threads.clear();
  EXPECT_EQ(matched, 8);
}

}  // namespace
}  // namespace entrepot::api::aws
