#include "api/aws/form.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace entrepot::api::aws {
namespace {

TEST(Form, DecodesEscapesAndPlus) {
  Parameters parameters;
  ASSERT_TRUE(read_parameters("Action=GetCallerIdentity&Version=2011-06-15&Name=a%20b+c%2B&Empty=&Bare", parameters));
  EXPECT_EQ(parameters, (Parameters{{"Action", "GetCallerIdentity"},
                                    {"Bare", ""},
                                    {"Empty", ""},
                                    {"Name", "a b c+"},
                                    {"Version", "2011-06-15"}}));
}

TEST(Form, LeavesOutTheSignature) {
  Parameters parameters;
  ASSERT_TRUE(read_parameters("Action=A&X-Amz-Signature=00&X-Amz-Date=x", parameters));
  EXPECT_EQ(parameters, (Parameters{{"Action", "A"}}));
}

TEST(Form, RefusesANameGivenTwice) {
  Parameters parameters;
  ASSERT_TRUE(read_parameters("Action=A", parameters));
  const Result<void> again = read_parameters("Action=B", parameters);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kSerialization);
  EXPECT_EQ(again.error().message(), "The parameter 'Action' occurs twice");
}

TEST(Form, RefusesABadEscape) {
  Parameters parameters;
  EXPECT_FALSE(read_parameters("Action=%zz", parameters));
  EXPECT_FALSE(read_parameters("%4=x", parameters));
}

TEST(Form, RefusesTooManyParameters) {
  std::string many;
  for (std::size_t i = 0; i <= kMaxParameters; ++i) many += fmt::format("p{}=&", i);
  Parameters parameters;
  const Result<void> read = read_parameters(many, parameters);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message(), "More than 1000 parameters");
}

}  // namespace
}  // namespace entrepot::api::aws
