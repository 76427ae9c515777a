#include "json/reader.h"

#include <gtest/gtest.h>

namespace entrepot::json {
namespace {

std::string refused(std::string_view text, ParseLimits limits = {}) {
  const auto parsed = parse(text, limits);
  if (parsed) return "accepted";
  EXPECT_EQ(parsed.error().kind(), ErrorKind::kSerialization);
  return std::string(parsed.error().message());
}

TEST(Parse, TakesOneCompleteText) {
  const auto parsed = parse(" {\"a\": [1, -2, 1.5e3, true, null, \"\\u00e9\\n\"], \"b\": {\"a\": {}}} \n");

  ASSERT_TRUE(parsed) << parsed.error().message();
  EXPECT_EQ(parsed->at("a").as_array().size(), 6u);
  EXPECT_EQ(parsed->at("a").at(5).as_string(), "\xc3\xa9\n");
  EXPECT_EQ(parsed->at("b").at("a").as_object().size(), 0u);
  EXPECT_TRUE(parse("7"));
  EXPECT_TRUE(parse(R"({"a":{"x":1},"b":{"x":1}})")) << "equal keys in different objects are no repeat";
}

TEST(Parse, RefusesRepeatedKeysAndSaysWhere) {
  EXPECT_EQ(refused("{\"a\":1,\n \"b\":2,\n \"a\":3}"),
            "Invalid JSON at line 3, column 7: the key 'a' occurs twice in one object");
  EXPECT_EQ(refused(R"({"x":[{"a":1,"\u0061":[]}]})"),
            "Invalid JSON at line 1, column 24: the key 'a' occurs twice in one object");
}

TEST(Parse, RefusesWhatIsNotOneJsonText) {
  for (const std::string& bad : {std::string(),
                                 std::string(" "),
                                 std::string("{"),
                                 std::string("{\"a\":1"),
                                 std::string("{\"a\":1}}"),
                                 std::string("1 2"),
                                 std::string("{'a':1}"),
                                 std::string("{\"a\":1,}"),
                                 std::string("[1,]"),
                                 std::string("nul"),
                                 std::string("01"),
                                 std::string("1."),
                                 std::string("-"),
                                 std::string("+1"),
                                 std::string("NaN"),
                                 std::string("Infinity"),
                                 std::string("0x1"),
                                 std::string("/**/1"),
                                 std::string("\xef\xbb\xbf{}"),
                                 std::string("{}\0", 3),
                                 std::string("\"a\nb\""),
                                 std::string("\"\\x\""),
                                 std::string("\"\\ud800\""),
                                 std::string("\"\\udc00\"")}) {
    EXPECT_TRUE(refused(bad).starts_with("Invalid JSON at line ")) << bad << ": " << refused(bad);
  }
}

TEST(Parse, RefusesTextThatIsNotUtf8) {
  for (const char* bad :
       {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xf5\x80\x80\x80\"", "\"\xc3\"", "{\"\xff\":1}"}) {
    EXPECT_TRUE(refused(bad).starts_with("Invalid JSON at ")) << bad;
  }
}

TEST(Parse, RefusesNumbersOutsideADouble) {
  EXPECT_NE(refused("1e400").find("a number is too large"), std::string::npos);
  EXPECT_NE(refused("[-1e400]").find("a number is too large"), std::string::npos);
  EXPECT_NE(refused("1e99999999999999").find("a number is too large"), std::string::npos);
  EXPECT_TRUE(parse("1e308"));
  EXPECT_TRUE(parse("18446744073709551615")->is_uint64());
}

TEST(Parse, BoundsDepthAndValues) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_TRUE(parse(nested(32)));
  EXPECT_NE(refused(nested(33)).find("nested deeper than 32 levels"), std::string::npos);
  EXPECT_NE(refused(std::string(1'000'000, '[')).find("nested deeper"), std::string::npos);
  EXPECT_NE(refused("[1,2,3]", {.max_values = 3}).find("more than 3 values"), std::string::npos);
  EXPECT_TRUE(parse("[1,2,3]", {.max_values = 4}));
}

TEST(Parse, NamesABadKeyWithoutItsControlBytes) {
  EXPECT_NE(refused("{\"\\r\\n\":1,\"\\r\\n\":1}").find("'\\x0d\\x0a' occurs twice"), std::string::npos);
}

/// Reads `text` with `use`; the message of finish(), or "ok".
template <class Use>
std::string read(std::string_view text, Use use, ErrorKind kind = ErrorKind::kInvalidParameter) {
  const Value value = *parse(text);
  Reader reader(value.get_object());
  use(reader);
  const auto done = reader.finish();
  if (done) return "ok";
  EXPECT_EQ(done.error().kind(), kind) << done.error().message();
  return std::string(done.error().message());
}

TEST(Reader, ReadsMembersOfEachType) {
  EXPECT_EQ(read(R"({"s":"x","n":7,"b":true,"l":["a","b"],"o":{"k":1},"a":[1],"other":[]})",
                 [](Reader& in) {
                   EXPECT_EQ(in.required_string("s", {1, 1}), "x");
                   EXPECT_EQ(in.optional_string("s"), "x");
                   EXPECT_EQ(in.required_integer("n"), 7);
                   EXPECT_EQ(in.optional_integer("n"), 7);
                   EXPECT_TRUE(in.optional_bool("b", false));
                   EXPECT_EQ(in.required_strings("l", {2, 2}), (std::vector<std::string>{"a", "b"}));
                   EXPECT_EQ(in.optional_strings("l")->size(), 2u);
                   EXPECT_EQ(in.optional_object("o")->size(), 1u);
                   EXPECT_EQ(in.required_array("a")->size(), 1u);
                   EXPECT_EQ(in.optional_array("a")->size(), 1u);
                   EXPECT_TRUE(in.ok());
                 }),
            "ok");
}

TEST(Reader, AbsentAndNullAreTheSame) {
  for (const char* text : {"{}", R"({"m":null})"}) {
    EXPECT_EQ(read(text,
                   [](Reader& in) {
                     EXPECT_EQ(in.optional_string("m"), std::nullopt);
                     EXPECT_EQ(in.optional_integer("m"), std::nullopt);
                     EXPECT_EQ(in.optional_strings("m"), std::nullopt);
                     EXPECT_TRUE(in.optional_bool("m", true));
                     EXPECT_EQ(in.optional_object("m"), nullptr);
                     EXPECT_EQ(in.optional_array("m"), nullptr);
                   }),
              "ok");
    const std::string missing = "Invalid parameter at 'm' failed to satisfy constraint: 'Member must not be null'";
    EXPECT_EQ(read(text, [](Reader& in) { EXPECT_EQ(in.required_string("m"), ""); }), missing);
    EXPECT_EQ(read(text, [](Reader& in) { EXPECT_EQ(in.required_integer("m"), 0); }), missing);
    EXPECT_EQ(read(text, [](Reader& in) { EXPECT_EQ(in.required_array("m"), nullptr); }), missing);
    EXPECT_EQ(read(text, [](Reader& in) { EXPECT_TRUE(in.required_strings("m").empty()); }), missing);
  }
}

TEST(Reader, BoundsHaveEcrsTexts) {
  const std::string at = "Invalid parameter at 'm' failed to satisfy constraint: '";
  const auto string = [](Length length) { return [length](Reader& in) { in.optional_string("m", length); }; };
  EXPECT_EQ(read(R"({"m":"ab"})", string({3, 5})), at + "Member must have length greater than or equal to 3'");
  EXPECT_EQ(read(R"({"m":"ab"})", string({0, 1})), at + "Member must have length less than or equal to 1'");
  EXPECT_EQ(read("{\"m\":\"\xc3\xa9\"}", string({1, 1})), "ok") << "characters count, not bytes";
  EXPECT_EQ(read(R"({"m":[]})", [](Reader& in) { in.required_array("m", {1, 2}); }),
            at + "Member must have length greater than or equal to 1'");
  EXPECT_EQ(read(R"({"m":["a","b"]})", [](Reader& in) { in.optional_strings("m", {0, 1}); }),
            at + "Member must have length less than or equal to 1'");
  EXPECT_EQ(read("{}", [](Reader& in) { in.refuse("m", enum_constraint({"A", "B"})); }),
            at + "Member must satisfy enum value set: [A, B]'");
}

TEST(Reader, WrongTypesAreSerializationErrors) {
  const auto text = [](std::string_view json, auto use) { return read(json, use, ErrorKind::kSerialization); };
  EXPECT_EQ(text(R"({"m":1})", [](Reader& in) { in.required_string("m"); }), "'m' must be a string, not a number");
  EXPECT_EQ(text(R"({"m":"1"})", [](Reader& in) { in.required_integer("m"); }), "'m' must be an integer, not a string");
  EXPECT_EQ(text(R"({"m":1.5})", [](Reader& in) { in.optional_integer("m"); }), "'m' must be an integer, not a number");
  EXPECT_EQ(text(R"({"m":18446744073709551615})", [](Reader& in) { in.optional_integer("m"); }),
            "'m' is too large for a 64-bit integer");
  EXPECT_EQ(text(R"({"m":"true"})", [](Reader& in) { in.optional_bool("m", false); }),
            "'m' must be a boolean, not a string");
  EXPECT_EQ(text(R"({"m":[]})", [](Reader& in) { in.optional_object("m"); }), "'m' must be a structure, not a list");
  EXPECT_EQ(text(R"({"m":{}})", [](Reader& in) { in.optional_array("m"); }), "'m' must be a list, not a structure");
  EXPECT_EQ(text(R"({"m":["a",null]})", [](Reader& in) { EXPECT_TRUE(in.optional_strings("m")->empty()); }),
            "'m' must be a list of strings, not null");
}

TEST(Reader, KeepsTheFirstProblem) {
  EXPECT_EQ(read(R"({"a":1})",
                 [](Reader& in) {
                   in.required_string("b");
                   in.required_string("a");
                   in.refuse(Error(ErrorKind::kInvalidTag, "later"));
                   EXPECT_FALSE(in.ok());
                 }),
            "Invalid parameter at 'b' failed to satisfy constraint: 'Member must not be null'");
}

}  // namespace
}  // namespace entrepot::json
