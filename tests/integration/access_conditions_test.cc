// Conditions: what a request tells policies about itself, its sender, its resource and its images.

#include "tests/integration/access_rig.h"

namespace entrepot::test {
namespace {

/// `actions` allowed under `condition`, the inside of Condition.
std::string allow_if(std::string_view actions, const std::string& condition) {
  return identity_policy("Allow", actions, "*", R"(,"Condition":{)" + condition + "}");
}
std::string deny_if(std::string_view actions, const std::string& condition) {
  return identity_policy("Deny", actions, "*", R"(,"Condition":{)" + condition + "}");
}
const std::string kAllowAll = identity_policy("Allow", R"("ecr:*")");

class AccessConditions : public AccessTest {
 protected:
  AccessConditions() {
    server.create_repository("team/app", {.tags = {{"Team", "blue"}}});
    OciClient owner(server);
    manifest = owner.push_image("team/app", "v1", "layer");
    digest = sha256_of(manifest);
  }
  bool may_describe(const std::string& condition, const Fields& headers = {}) {
    const auto key = user("asker", {allow_if(R"("ecr:DescribeRepositories")", condition)});
    const std::string answer =
        call(key, "DescribeRepositories", {{"repositoryNames", json::Array{json::Value("team/app")}}}, headers);
    if (answer == "done") return true;
    EXPECT_EQ(answer, "AccessDeniedException: " + no_policy(key, "ecr:DescribeRepositories", arn_of("team/app")))
        << condition;
    return false;
  }
  std::string manifest, digest;
};

TEST_F(AccessConditions, KnowTheCallerAndTheRequest) {
  for (const char* condition : {
           R"("StringEquals":{"aws:PrincipalAccount":"123456789012"})",
           R"("ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:user/ask*"})",
           R"("StringEquals":{"aws:PrincipalType":"User"})",
           R"("StringEquals":{"aws:username":"asker"})",
           R"("StringLike":{"aws:userid":"AIDA*"})",
           R"("StringEquals":{"aws:PrincipalTag/team":"asker"})",
           R"("StringEquals":{"aws:RequestedRegion":"us-east-1"})",
           R"("StringEquals":{"aws:ResourceAccount":"123456789012"})",
           R"("StringEquals":{"aws:ResourceTag/team":"blue"})",
           R"("StringEquals":{"ecr:ResourceTag/Team":"blue"})",
           R"("Bool":{"aws:SecureTransport":"false"})",
           R"("Bool":{"aws:ViaAWSService":"false"})",
           R"("IpAddress":{"aws:SourceIp":"127.0.0.0/8"})",
           R"("DateGreaterThan":{"aws:CurrentTime":"2000-01-01T00:00:00Z"})",
           R"("NumericGreaterThan":{"aws:EpochTime":"946684800"})",
           R"("Null":{"aws:TokenIssueTime":"true"})",
           R"("Null":{"aws:MultiFactorAuthPresent":"true"})",
           R"("Null":{"aws:SourceVpce":"true"})",
           R"("Null":{"aws:RequestTag/team":"true"})",
       })
    EXPECT_TRUE(may_describe(condition)) << condition;
  for (const char* condition : {
           R"("StringEquals":{"aws:PrincipalAccount":"999999999999"})",
           R"("StringEquals":{"aws:username":"other"})",
           R"("StringEquals":{"aws:ResourceTag/team":"red"})",
           R"("StringEquals":{"aws:ResourceTag/stage":"blue"})",
           R"("Bool":{"aws:SecureTransport":"true"})",
           R"("IpAddress":{"aws:SourceIp":"10.0.0.0/8"})",
           R"("DateLessThan":{"aws:CurrentTime":"2000-01-01T00:00:00Z"})",
           R"("StringEquals":{"aws:NoSuchKey":"x"})",
       })
    EXPECT_FALSE(may_describe(condition)) << condition;
}

TEST_F(AccessConditions, KnowTheUserAgent) {
  const std::string condition = R"("StringLike":{"aws:UserAgent":"docker/*"})";
  EXPECT_TRUE(may_describe(condition, {{"User-Agent", "docker/27.1"}}));
  EXPECT_FALSE(may_describe(condition, {{"User-Agent", "curl/8"}}));
}

TEST_F(AccessConditions, BelieveForwardedAddressesOfProxiesAlone) {
  const std::string condition = R"("IpAddress":{"aws:SourceIp":"198.51.100.0/24"})";
  const Fields forwarded{{"X-Forwarded-For", "198.51.100.7"}};
  EXPECT_FALSE(may_describe(condition, forwarded)) << "anybody can write that";

  const auto proxies = api::TrustedProxies::parse({"127.0.0.0/8"}).value();
  server.services().proxies = &proxies;
  EXPECT_TRUE(may_describe(condition, forwarded));
  EXPECT_FALSE(may_describe(condition, {{"X-Forwarded-For", "198.51.100.7, 203.0.113.1"}}));
  server.services().proxies = &api::TrustedProxies::none();
}

TEST_F(AccessConditions, KnowThePrivateEndpoint) {
  api::Endpoints endpoints;
  endpoints.set(0, {.vpce = "vpce-0a1b2c3d4e5f67890", .vpc = "vpc-1"});
  server.services().endpoints = &endpoints;
  EXPECT_TRUE(may_describe(R"("StringEquals":{"aws:SourceVpce":"vpce-0a1b2c3d4e5f67890","aws:SourceVpc":"vpc-1"})"));
  EXPECT_TRUE(may_describe(R"("Null":{"aws:SourceIp":"true"},"IpAddress":{"aws:VpcSourceIp":"127.0.0.1"})"));
  EXPECT_FALSE(may_describe(R"("StringEquals":{"aws:SourceVpce":"vpce-1"})"));
  server.services().endpoints = &api::Endpoints::only_the_default();
}

TEST_F(AccessConditions, KnowTheTagsOfARequest) {
  const auto key = user("tagger", {allow_if(R"("ecr:CreateRepository","ecr:TagResource")",
                                            R"("StringEquals":{"aws:RequestTag/team":"blue"},)"
                                            R"("ForAllValues:StringEquals":{"aws:TagKeys":["team","stage"]})")});
  const auto tag = [](const char* name, const char* value) { return json::Object{{"Key", name}, {"Value", value}}; };
  const auto create = [&](const char* name, json::Array tags) {
    return call(key, "CreateRepository", {{"repositoryName", name}, {"tags", std::move(tags)}});
  };
  EXPECT_EQ(create("a/good", {tag("team", "blue"), tag("stage", "x")}), "done");
  for (json::Array tags :
       {json::Array{}, json::Array{tag("team", "red")}, json::Array{tag("team", "blue"), tag("owner", "me")}}) {
    EXPECT_EQ(create("a/bad", std::move(tags)),
              "AccessDeniedException: " + no_policy(key, "ecr:CreateRepository", arn_of("a/bad")));
  }
  const auto retag = [&](json::Object given) {
    return call(key, "TagResource", {{"resourceArn", arn_of("a/good")}, {"tags", json::Array{std::move(given)}}});
  };
  EXPECT_EQ(retag(tag("team", "blue")), "done");
  EXPECT_TRUE(retag(tag("team", "red")).starts_with("AccessDeniedException"));

  const auto remover =
      user("remover", {allow_if(R"("ecr:UntagResource")", R"("ForAllValues:StringEquals":{"aws:TagKeys":"stage"})")});
  const auto untag = [&](const char* name) {
    return call(remover, "UntagResource",
                {{"resourceArn", arn_of("a/good")}, {"tagKeys", json::Array{json::Value(name)}}});
  };
  EXPECT_EQ(untag("stage"), "done");
  EXPECT_TRUE(untag("team").starts_with("AccessDeniedException"));
}

TEST_F(AccessConditions, AChangedResourceTagCountsAtOnce) {
  const std::string condition = R"("StringEquals":{"aws:ResourceTag/team":"red"})";
  EXPECT_FALSE(may_describe(condition));
  ASSERT_EQ(call(root(), "TagResource",
                 {{"resourceArn", arn_of("team/app")},
                  {"tags", json::Array{json::Object{{"Key", "Team"}, {"Value", "red"}}}}}),
            "done");
  EXPECT_TRUE(may_describe(condition));
  ASSERT_EQ(call(root(), "UntagResource",
                 {{"resourceArn", arn_of("team/app")}, {"tagKeys", json::Array{json::Value("Team")}}}),
            "done");
  EXPECT_FALSE(may_describe(condition));
}

// Our own keys

class AccessImageConditions : public AccessConditions {
 protected:
  std::string refused(const iam::AccessKey& key, std::string_view action) {
    return denied(key, action, arn_of("team/app"), "with an explicit deny in an identity-based policy");
  }
  unsigned put(const iam::AccessKey& key, const std::string& reference, const std::string& text) {
    const bool is_index = text.contains("image.index");
    return OciClient(server, key).put_manifest("team/app", reference, text, is_index ? kIndexType : kImageType).status;
  }
  std::string put_image(const iam::AccessKey& key, const std::string& tag, const std::string& text) {
    return call(key, "PutImage", {{"repositoryName", "team/app"}, {"imageManifest", text}, {"imageTag", tag}});
  }
  std::string other(const std::string& marker, boost::json::object more = {}) {
    more["annotations"] = boost::json::object{{"marker", marker}};
    return index_manifest({}, std::move(more));
  }
};

TEST_F(AccessImageConditions, ForbidPushingATag) {
  const auto key =
      user("dev", {kAllowAll, deny_if(R"("ecr:PutImage")", R"("StringLike":{"entrepot:ImageTag":"release-*"})")});
  EXPECT_EQ(put(key, "dev-1", manifest), 201);
  EXPECT_EQ(put(key, "release-1", manifest), 403);
  EXPECT_EQ(put(key, digest, manifest), 201);
  EXPECT_EQ(put(key, digest + "?tag=dev-2&tag=release-2", manifest), 403) << "one of several tags";
  EXPECT_EQ(put_image(key, "dev-3", manifest), "done");
  EXPECT_EQ(put_image(key, "release-3", manifest), "AccessDeniedException: " + refused(key, "ecr:PutImage"));
  const auto tags = OciClient(server).get("/v2/team/app/tags/list").body;
  EXPECT_FALSE(tags.contains("release")) << tags;
  EXPECT_FALSE(tags.contains("dev-2")) << tags;
}

TEST_F(AccessImageConditions, AllowPushingSomeTagsOnly) {
  const auto key = user("dev", {allow_if(R"("ecr:PutImage")", R"("StringLike":{"entrepot:ImageTag":"dev-*"})")});
  EXPECT_EQ(put(key, "dev-1", manifest), 201);
  EXPECT_EQ(put(key, "v2", manifest), 403);
  EXPECT_EQ(put(key, digest, manifest), 403) << "without a tag the key is absent";
  EXPECT_EQ(put(key, digest + "?tag=dev-2&tag=v2", manifest), 403) << "each tag must be allowed";
  EXPECT_EQ(put(key, digest + "?tag=dev-2&tag=dev-3", manifest), 201);
}

TEST_F(AccessImageConditions, KnowTheManifestOfAPush) {
  const std::string signature = other("s", {{"artifactType", "application/vnd.example.signature"}});
  const auto signer =
      user("signer", {allow_if(R"("ecr:PutImage")",
                               R"("StringEquals":{"entrepot:ArtifactType":"application/vnd.example.signature"})")});
  EXPECT_EQ(put(signer, "signature", signature), 201);
  EXPECT_EQ(put(signer, "image", manifest), 403);
  EXPECT_EQ(put(signer, "nonsense", "{}"), 403) << "what is no manifest has no type";
  EXPECT_EQ(put_image(signer, "again", signature), "done");

  const auto one =
      user("one", {allow_if(R"("ecr:PutImage")", R"("StringEquals":{"entrepot:ImageDigest":")" + digest + R"("})")});
  EXPECT_EQ(put(one, "v9", manifest), 201);
  EXPECT_EQ(put(one, "v9", other("x")), 403);
}

TEST_F(AccessImageConditions, ForbidDeletingSignedImages) {
  OciClient owner(server);
  const boost::json::object subject{{"subject", describe(kImageType, manifest)},
                                    {"artifactType", "application/vnd.example.signature"}};
  ASSERT_EQ(put(root(), "signature", other("s", subject)), 201);
  const std::string plain = other("plain");
  ASSERT_EQ(put(root(), "plain", plain), 201);

  const auto key =
      user("cleaner",
           {kAllowAll, deny_if(R"("ecr:BatchDeleteImage")",
                               R"("ForAnyValue:StringLike":{"entrepot:ReferrerType":"application/vnd.example.*"})")});
  OciClient cleaner(server, key);
  EXPECT_EQ(error_message(cleaner.remove("/v2/team/app/manifests/v1")), refused(key, "ecr:BatchDeleteImage"));
  EXPECT_EQ(cleaner.remove("/v2/team/app/manifests/" + digest).status, 403);
  const auto batch = [&](json::Array ids) {
    return call(key, "BatchDeleteImage", {{"repositoryName", "team/app"}, {"imageIds", std::move(ids)}});
  };
  EXPECT_EQ(batch({json::Object{{"imageTag", "plain"}}, json::Object{{"imageDigest", digest}}}),
            "AccessDeniedException: " + refused(key, "ecr:BatchDeleteImage"))
      << "one of several";
  EXPECT_EQ(owner.get("/v2/team/app/manifests/plain").status, 200) << "then none is deleted";
  EXPECT_EQ(cleaner.remove("/v2/team/app/manifests/plain").status, 202);
  EXPECT_EQ(cleaner.remove("/v2/team/app/manifests/none").status, 404);
}

TEST_F(AccessImageConditions, DeletingByDigestIsDeletingItsTags) {
  OciClient owner(server);
  ASSERT_EQ(owner.put_manifest("team/app", "release-1", manifest).status, 201);
  const auto key = user("dev", {allow_if(R"("ecr:BatchDeleteImage")", R"("StringLike":{"entrepot:ImageTag":"v*"})")});
  OciClient dev(server, key);
  EXPECT_EQ(dev.remove("/v2/team/app/manifests/" + digest).status, 403);
  EXPECT_EQ(dev.remove("/v2/team/app/manifests/release-1").status, 403);
  EXPECT_EQ(dev.remove("/v2/team/app/manifests/v1").status, 202);
}

TEST_F(AccessImageConditions, HoldForPullsByTagAndByDigest) {
  const auto key = user("puller", {allow_if(R"("ecr:BatchGetImage")", R"("StringLike":{"entrepot:ImageTag":"v*"})")});
  OciClient puller(server, key);
  const std::string hidden = other("hidden");
  ASSERT_EQ(put(root(), "hidden", hidden), 201);
  EXPECT_EQ(puller.get("/v2/team/app/manifests/v1").status, 200);
  EXPECT_EQ(puller.get("/v2/team/app/manifests/" + digest).status, 200)
      << "clients pull by digest what they asked by tag";
  EXPECT_EQ(puller.get("/v2/team/app/manifests/hidden").status, 403);
  EXPECT_EQ(puller.get("/v2/team/app/manifests/" + sha256_of(hidden)).status, 403);
  EXPECT_EQ(puller.get("/v2/team/app/manifests/" + sha256_of("nothing")).status, 403);
  EXPECT_EQ(call(key, "BatchGetImage",
                 {{"repositoryName", "team/app"}, {"imageIds", json::Array{json::Object{{"imageTag", "v1"}}}}}),
            "done");
  EXPECT_TRUE(call(key, "BatchGetImage",
                   {{"repositoryName", "team/app"},
                    {"imageIds", json::Array{json::Object{{"imageTag", "v1"}}, json::Object{{"imageTag", "hidden"}}}}})
                  .starts_with("AccessDeniedException"));
}

}  // namespace
}  // namespace entrepot::test
