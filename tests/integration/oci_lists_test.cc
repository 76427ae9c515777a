// tags/list, _catalog and referrers: order, pages, filters.
#include <gtest/gtest.h>

#include <set>

#include "tests/integration/oci_client.h"

namespace entrepot::test {
namespace {

class OciLists : public ::testing::Test {
 protected:
  OciLists() { server.create_repository("team/app"); }

  std::vector<std::string> names(const HttpResponse& answer, const char* key) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::vector<std::string> out;
    for (const auto& name : boost::json::parse(answer.body).at(key).as_array()) out.emplace_back(name.as_string());
    return out;
  }
  std::vector<std::string> tags(const std::string& query = {}) {
    return names(client.get("/v2/team/app/tags/list" + query), "tags");
  }
  /// The address in `Link: <..>; rel="next"`; empty if there is none.
  static std::string next(const HttpResponse& answer) {
    const std::string link = answer.header("Link");
    if (link.empty()) return {};
    EXPECT_TRUE(link.starts_with("<") && link.ends_with(">; rel=\"next\"")) << link;
    return link.substr(1, link.find('>') - 1);
  }
  RegistryServer server;
  OciClient client{server};
};

TEST_F(OciLists, AnEmptyRepositoryHasNoTags) {
  const auto answer = client.get("/v2/team/app/tags/list");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"name":"team/app","tags":[]})");
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  EXPECT_EQ(error_code(client.get("/v2/team/missing/tags/list")), "NAME_UNKNOWN");
  EXPECT_EQ(error_code(client.get("/v2/team/missing/tags/list?n=0")), "NAME_UNKNOWN");
}

TEST_F(OciLists, TagsComeInByteOrderAndInPages) {
  const std::string manifest = client.push_image("team/app", "b", "layer");
  for (const char* tag : {"a", "B", "_x", "10", "9", "c"}) client.put_manifest("team/app", tag, manifest);
  const std::vector<std::string> all{"10", "9", "B", "_x", "a", "b", "c"};
  EXPECT_EQ(tags(), all);
  EXPECT_EQ(tags("?last=B"), (std::vector<std::string>{"_x", "a", "b", "c"}));
  EXPECT_EQ(tags("?last=AAA&n=2"), (std::vector<std::string>{"B", "_x"})) << "last need not exist";
  EXPECT_EQ(tags("?n=100000"), all);

  std::vector<std::string> walked;
  std::string page = "/v2/team/app/tags/list?n=3";
  for (int pages = 1; !page.empty(); ++pages) {
    ASSERT_LE(pages, 3);
    const auto answer = client.get(page);
    for (auto& tag : names(answer, "tags")) walked.push_back(std::move(tag));
    page = next(answer);
  }
  EXPECT_EQ(walked, all);

  const auto none = client.get("/v2/team/app/tags/list?n=0");
  EXPECT_EQ(none.body, R"({"name":"team/app","tags":[]})");
  EXPECT_FALSE(none.has("Link"));
  EXPECT_FALSE(client.get("/v2/team/app/tags/list?n=7").has("Link")) << "all of them fit";
}

TEST_F(OciLists, BadPageParametersAreRefused) {
  for (const char* query : {"?n=-1", "?n=many", "?last=%00", "?last=%ff", "?n=%"}) {
    const auto answer = client.get(std::string("/v2/team/app/tags/list") + query);
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_EQ(error_code(answer), "UNSUPPORTED") << query;
  }
}

TEST_F(OciLists, TheCatalogHasEveryRepositoryInPages) {
  for (const char* name : {"zoo", "alpha", "team/bpp"}) server.create_repository(name);
  const std::vector<std::string> all{"alpha", "team/app", "team/bpp", "zoo"};
  EXPECT_EQ(names(client.get("/v2/_catalog"), "repositories"), all);
  const auto first = client.get("/v2/_catalog?n=3");
  EXPECT_EQ(names(first, "repositories"), (std::vector<std::string>{"alpha", "team/app", "team/bpp"}));
  const auto second = client.get(next(first));
  EXPECT_EQ(names(second, "repositories"), (std::vector<std::string>{"zoo"}));
  EXPECT_EQ(next(second), "");
  EXPECT_EQ(names(client.get("/v2/_catalog?last=team/app"), "repositories"),
            (std::vector<std::string>{"team/bpp", "zoo"}));
  EXPECT_EQ(client.get("/v2/_catalog?n=0").body, R"({"repositories":[]})");
}

TEST_F(OciLists, ReferrersAreAnIndex) {
  const std::string subject = client.push_image("team/app", "v1", "one");
  const std::string at = "/v2/team/app/referrers/" + sha256_of(subject);
  auto answer = client.get(at);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]})");
  EXPECT_EQ(answer.header("Content-Type"), kIndexType);

  client.push_blob("team/app", "{}");
  const auto refer = [&](const char* type) {
    const std::string manifest = image_manifest("{}", {},
                                                {{"subject", describe(kImageType, subject)},
                                                 {"artifactType", type},
                                                 {"annotations", {{"org.example.of", type}}}});
    EXPECT_EQ(client.put_manifest("team/app", sha256_of(manifest), manifest).status, 201);
    return manifest;
  };
  const std::string sbom = refer("application/x.sbom+json");
  refer("application/x.signature");

  answer = client.get(at);
  EXPECT_EQ(boost::json::parse(answer.body).at("manifests").as_array().size(), 2u);
  EXPECT_FALSE(answer.has("OCI-Filters-Applied"));
  for (const char* filter : {"application/x.sbom+json", "application%2Fx.sbom%2Bjson"}) {
    answer = client.get(at + "?artifactType=" + filter);
    EXPECT_EQ(answer.header("OCI-Filters-Applied"), "artifactType");
    const auto json = boost::json::parse(answer.body);
    ASSERT_EQ(json.at("manifests").as_array().size(), 1u) << filter;
    const auto& found = json.at("manifests").at(0);
    EXPECT_EQ(found.at("digest").as_string(), sha256_of(sbom));
    EXPECT_EQ(found.at("size").as_int64(), static_cast<std::int64_t>(sbom.size()));
    EXPECT_EQ(found.at("mediaType").as_string(), kImageType);
    EXPECT_EQ(found.at("artifactType").as_string(), "application/x.sbom+json");
    EXPECT_EQ(found.at("annotations").at("org.example.of").as_string(), "application/x.sbom+json");
  }
  EXPECT_EQ(client.get(at + "?artifactType=application/none").status, 200);
  EXPECT_EQ(client.get("/v2/team/app/referrers/nonsense").status, 400);
  EXPECT_EQ(client.get(at + "?next=forged").status, 400);
}

TEST_F(OciLists, ManyReferrersComeInPages) {
  const std::string subject = client.push_image("team/app", "v1", "one");
  client.push_blob("team/app", "{}");
  // Each is so large that a few of them fill a page.
  const std::string padding(800'000, 'x');
  std::set<std::string> pushed;
  for (int i = 0; i < 30; ++i) {
    const std::string manifest = image_manifest(
        "{}", {},
        {{"subject", describe(kImageType, subject)}, {"annotations", {{"n", std::to_string(i)}, {"pad", padding}}}});
    ASSERT_EQ(client.put_manifest("team/app", sha256_of(manifest), manifest).status, 201);
    pushed.insert(sha256_of(manifest));
  }
  std::set<std::string> listed;
  int pages = 0;
  for (std::string page = "/v2/team/app/referrers/" + sha256_of(subject); !page.empty(); ++pages) {
    ASSERT_LT(pages, 31);
    const auto answer = client.get(page);
    ASSERT_EQ(answer.status, 200);
    for (const auto& found : boost::json::parse(answer.body).at("manifests").as_array())
      EXPECT_TRUE(listed.insert(std::string(found.at("digest").as_string())).second) << "each once";
    page = next(answer);
  }
  EXPECT_EQ(listed, pushed);
  EXPECT_GT(pages, 1);
}

}  // namespace
}  // namespace entrepot::test
