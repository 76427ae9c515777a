#include "model/upstream.h"

#include <gtest/gtest.h>

namespace entrepot::model {
namespace {

TEST(Upstream, IsKnownByItsHost) {
  const std::pair<const char*, Upstream> rows[] = {
      {"public.ecr.aws", Upstream::kEcrPublic},
      {"quay.io", Upstream::kQuay},
      {"registry.k8s.io", Upstream::kKubernetes},
      {"registry-1.docker.io", Upstream::kDockerHub},
      {"ghcr.io", Upstream::kGithub},
      {"registry.gitlab.com", Upstream::kGitlab},
      {"cgr.dev", Upstream::kChainguard},
      {"myregistry.azurecr.io", Upstream::kAzure},
      {"111122223333.dkr.ecr.eu-west-1.amazonaws.com", Upstream::kEcr},
      {"111122223333.dkr.ecr.eu-west-1.registry.example:5000", Upstream::kEcr},
  };
  for (const auto& [host, upstream] : rows) {
    EXPECT_EQ(upstream_at(host), upstream) << host;
    EXPECT_EQ(upstream_at(upstream_host(std::string("https://") + host + "/")), upstream) << host;
    EXPECT_EQ(parse_upstream(to_string(upstream)), upstream);
  }
}

TEST(Upstream, OtherHostsAreNone) {
  for (const char* host :
       {"", "docker.io", "hub.docker.com", "example.com", ".azurecr.io", "a.b.azurecr.io", "quay.io/team",
        "evilquay.io", "1.dkr.ecr.eu-west-1.amazonaws.com", "111122223333.dkr.ecr.eu-west-1",
        "111122223333.dkr.ecr..amazonaws.com", "111122223333.ecr.dkr.eu-west-1.amazonaws.com",
        "111122223333.dkr.ecr.eu-west-1.a/b", "http://quay.io"}) {
    EXPECT_FALSE(upstream_at(host)) << host;
  }
  EXPECT_EQ(upstream_host("HTTPS://quay.io"), "https://quay.io") << "schemes are written small";
}

TEST(Upstream, AnEcrHostNamesItsRegistry) {
  const auto registry = ecr_registry_at("111122223333.dkr.ecr.eu-west-1.amazonaws.com");
  ASSERT_TRUE(registry);
  EXPECT_EQ(registry->account.text(), "111122223333");
  EXPECT_EQ(registry->region.text(), "eu-west-1");
}

TEST(Upstream, FourAreOpenToEverybody) {
  int open = 0;
  for (const char* word : {"ecr", "ecr-public", "quay", "k8s", "docker-hub", "github-container-registry",
                           "azure-container-registry", "gitlab-container-registry", "chainguard"}) {
    ASSERT_TRUE(parse_upstream(word)) << word;
    if (!needs_credential(*parse_upstream(word))) ++open;
  }
  EXPECT_EQ(open, 4);
  EXPECT_FALSE(parse_upstream("dockerhub"));
}

}  // namespace
}  // namespace entrepot::model
