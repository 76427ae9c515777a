#include "api/aws/harmless_members.h"

#include <gtest/gtest.h>

namespace entrepot::api::aws {
namespace {

std::string told(std::string_view request) {
  return harmless_members(json::parse(request)->as_object());
}

TEST(HarmlessMembers, NamesTagsAndDigestsAreTold) {
  EXPECT_EQ(told(R"({"repositoryName":"team/app","imageIds":[{"imageTag":"1"},{"imageDigest":"sha256:0"}],"force":true,
                     "tags":[{"Key":"team","Value":"a"}],"maxResults":7})"),
            R"({"repositoryName":"team/app","imageIds":[{"imageTag":"1"},{"imageDigest":"sha256:0"}],"force":true,)"
            R"("tags":[{"key":"team","value":"a"}],"maxResults":7})");
}

TEST(HarmlessMembers, WhatIsNotKnownIsNotTold) {
  EXPECT_EQ(told(R"({"layerPartBlob":"aGVsbG8=","imageManifest":"{}","webIdentityToken":"x","password":"x",
                     "secretAccessKey":"x","unheardOf":"x","nested":{"repositoryName":"x"}})"),
            "{}");
  EXPECT_EQ(told(R"({"filter":{"tagStatus":"ANY","token":"x"},"repositoryName":null})"),
            R"({"filter":{"tagStatus":"ANY"}})");
}

TEST(HarmlessMembers, PoliciesAreToldWhileTheyAreShort) {
  EXPECT_EQ(told(R"({"policyText":"{\"a\":1}"})"), R"({"policyText":"{\"a\":1}"})");
  EXPECT_EQ(told(R"({"policyText":")" + std::string(5'000, 'x') + "\"}"), R"({"policyText":"a text of 5000 bytes"})");
}

TEST(HarmlessMembers, TextsListsAndTheWholeAreBounded) {
  EXPECT_EQ(told(R"({"repositoryName":")" + std::string(300, 'x') + "\"}"),
            R"({"repositoryName":")" + std::string(256, 'x') + "...\"}");
  std::string many = R"({"repositoryNames":["x")";
  for (int i = 0; i < 100; ++i) many += R"(,"x")";
  const auto cut = json::parse(told(many + "]}"))->as_object();
  EXPECT_EQ(cut.at("repositoryNames").as_array().size(), 20u);
  EXPECT_EQ(cut.at("truncated"), true);

  std::string large = R"({"imageIds":[)";
  for (int i = 0; i < 20; ++i) large += (i == 0 ? "" : ",") + ("{\"imageTag\":\"" + std::string(300, '\x7f') + "\"}");
  const std::string bounded = told(large + "]}");
  EXPECT_LT(bounded.size(), 8'000u);
  EXPECT_EQ(json::parse(bounded)->as_object().at("truncated"), true);
}

TEST(HarmlessMembers, DepthIsBounded) {
  std::string deep;
  for (int i = 0; i < 20; ++i) deep += R"({"filter":)";
  deep += "1" + std::string(20, '}');
  const auto cut = json::parse(told(deep));
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->as_object().at("truncated"), true);
}

TEST(HarmlessMembers, NothingInATextEndsIt) {
  EXPECT_EQ(told("{\"repositoryName\":\"a\\\"},\\n\\u2028\"}"), R"({"repositoryName":"a\"},\u000a\u2028"})");
}

TEST(HarmlessParameters, AreNamedAsCloudTrailDoes) {
  EXPECT_EQ(harmless_parameters({{"Action", "CreateUser"},
                                 {"Version", "2010-05-08"},
                                 {"UserName", "ci"},
                                 {"Tags.member.1.Key", "team"},
                                 {"Tags.member.1.Value", "a"},
                                 {"PolicyArns.member.1.arn", "arn:x"}}),
            R"({"policyArns":[{"arn":"arn:x"}],"tags":[{"key":"team","value":"a"}],"userName":"ci"})");
}

TEST(HarmlessParameters, NoTokenIsTold) {
  EXPECT_EQ(harmless_parameters({{"WebIdentityToken", "eyJ"},
                                 {"SAMLAssertion", "x"},
                                 {"TokenCode", "123456"},
                                 {"Password", "x"},
                                 {"RoleSessionName", "s"}}),
            R"({"roleSessionName":"s"})");
}

TEST(HarmlessParameters, StrangeNamesDoNoHarm) {
  const Parameters strange{{"Tags", "x"},
                           {"Tags.member.1.Key", "y"},
                           {"TagKeys.member.99999999", "z"},
                           {"TagKeys.member.0", "z"},
                           {"TagKeys..", "z"},
                           {"Path" + std::string(10'000, '.'), "z"}};
  EXPECT_TRUE(json::parse(harmless_parameters(strange)));
}

}  // namespace
}  // namespace entrepot::api::aws
