#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "json/reader.h"
#include "model/policy_document.h"
#include "model/policy_limits.h"

namespace entrepot::model {
namespace {

/// IAM's message; empty if it takes the text.
std::string message(std::string_view text, PolicyOf of = PolicyOf::kIdentity) {
  const auto document = parse_policy_document(text, of);
  if (document) return "";
  EXPECT_EQ(document.error().kind(), ErrorKind::kMalformedPolicy);
  return std::string(document.error().message());
}
std::string with(std::string_view elements, PolicyOf of = PolicyOf::kIdentity) {
  return message(fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Effect":"Allow",{}}}]}})", elements), of);
}

TEST(PolicyIam, AnswersToDocumentsAsIamDoes) {
  std::ifstream file(std::string(ENTREPOT_TEST_DATA) + "/policies/iam_documents.jsonl");
  std::string line;
  int count = 0;
  while (std::getline(file, line)) {
    const auto row = json::parse(line);
    ASSERT_TRUE(row) << line;
    const auto& object = row->get_object();
    EXPECT_EQ(message(std::string_view(object.at("document").get_string())),
              std::string_view(object.at("error").get_string()))
        << line;
    ++count;
  }
  EXPECT_EQ(count, 132);
}

TEST(PolicyIam, APolicyOfAnIdentityNamesNoPrincipal) {
  EXPECT_EQ(with(R"("Principal":"*","Action":"ecr:*","Resource":"*")"),
            "Policy document should not specify a principal.");
  EXPECT_EQ(with(R"("NotPrincipal":{"AWS":"1"},"Action":"ecr:*","Resource":"*")", PolicyOf::kSession),
            "Policy document should not specify a principal.");
}

TEST(PolicyIam, ASessionPolicyMayBeOfTheOldVersion) {
  constexpr std::string_view kOld = R"({"Statement":{"Effect":"Allow","Action":"ecr:*","Resource":"*"}})";
  EXPECT_EQ(message(kOld, PolicyOf::kSession), "");
  EXPECT_EQ(message(kOld, PolicyOf::kIdentity), "Policy document must be version 2012-10-17 or greater.");
}

TEST(PolicyIam, ATrustPolicySaysWhoMayTakeTheRole) {
  constexpr auto kTrust = PolicyOf::kTrust;
  EXPECT_EQ(with(R"("Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole")", kTrust), "");
  EXPECT_EQ(
      with(R"("Principal":{"Service":["ecr.amazonaws.com"]},"Action":["sts:AssumeRole","sts:TagSession"])", kTrust),
      "");
  EXPECT_EQ(
      with(R"("Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/token.example.com"},)"
           R"("Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"token.example.com:sub":"x"}})",
           kTrust),
      "");
  EXPECT_EQ(with(R"("Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole","Resource":"*")", kTrust),
            "Has prohibited field Resource");
  EXPECT_EQ(with(R"("Principal":{"AWS":"123456789012"},"Action":"ecr:*")", kTrust),
            "Trust Policy statement actions can only be sts:AssumeRole, sts:AssumeRoleWithSAML,  and "
            "sts:AssumeRoleWithWebIdentity");
  EXPECT_EQ(with(R"("Principal":{"AWS":"arn:aws:iam::123456789012:role/a*"},"Action":"sts:AssumeRole")", kTrust),
            R"(Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/a*")");
  EXPECT_EQ(with(R"("Action":"sts:AssumeRole")", kTrust),
            "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a "
            "statement with no principals!");
  EXPECT_EQ(with(R"("Principal":{"AWS":[]},"Action":"sts:AssumeRole")", kTrust), "Syntax errors in policy.");
  EXPECT_EQ(with(R"("NotPrincipal":{"AWS":"123456789012"},"Action":"sts:AssumeRole")", kTrust),
            "Syntax errors in policy.");
}

TEST(PolicyIam, ValuesThatAreNoneOfTheirOperatorAreRefused) {
  const auto condition = [](std::string_view text) {
    return with(fmt::format(R"("Action":"ecr:*","Resource":"*","Condition":{})", text));
  };
  EXPECT_EQ(condition(R"({"NumericEquals":{"aws:x":[1,"2.5"]},"Bool":{"aws:y":true}})"), "");
  EXPECT_EQ(condition(R"({"StringEquals":{"aws:x":"${aws:username}"}})"), "");
  for (const char* bad : {R"({"NumericEquals":{"aws:x":"many"}})", R"({"IpAddress":{"aws:x":"0.0.0.0/00"}})",
                          R"({"Bool":{"aws:x":"perhaps"}})", R"({"NumericLessThan":{"aws:x":"NaN"}})"}) {
    EXPECT_EQ(condition(bad), "The policy failed legacy parsing") << bad;
  }
  EXPECT_EQ(condition(R"({"NumericEquals":{"aws:x":1e999}})"), "Syntax errors in policy.");
}

TEST(PolicyIam, BombsAreRefused) {
  EXPECT_EQ(message(std::string(100'000, '[')), "Syntax errors in policy.");
  EXPECT_EQ(
      message(R"({"Version":"2012-10-17","Statement":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}"),
      "Syntax errors in policy.");
  std::string statements;
  for (std::size_t i = 0; i <= kMaxPolicyStatements; ++i) {
    statements += std::string(i == 0 ? "" : ",") + R"({"Effect":"Allow","Action":"*","Resource":"*"})";
  }
  EXPECT_EQ(message(R"({"Version":"2012-10-17","Statement":[)" + statements + "]}"), "Syntax errors in policy.");
  std::string million = R"({"Version":"2012-10-17","Statement":[{})";
  for (int i = 0; i < 1'000'000; ++i) million += ",{}";
  EXPECT_EQ(message(million + "]}"), "Syntax errors in policy.");
  EXPECT_EQ(with(R"("Action":"ecr:)" + std::string(kMaxPolicyWildcards + 1, '*') + R"(","Resource":"*")"),
            "Syntax errors in policy.");
}

TEST(PolicyIam, TheTextOfADocumentIsReadAgainAsTheSame) {
  constexpr std::string_view kText =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","NotAction":["iam:*"],"NotResource":["arn:aws:ecr:*"],)"
      R"("Condition":{"DateGreaterThan":{"a":[]},"Null":{"aws:x":true}}}]})";
  const auto document = parse_policy_document(kText, PolicyOf::kIdentity);
  ASSERT_TRUE(document) << document.error().detail();
  const auto again = parse_policy_document(policy_text(*document), PolicyOf::kIdentity);
  ASSERT_TRUE(again) << policy_text(*document);
  EXPECT_EQ(*again, *document);
}

}  // namespace
}  // namespace entrepot::model
