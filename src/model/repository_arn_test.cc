#include "model/repository_arn.h"

#include <gtest/gtest.h>

namespace entrepot::model {
namespace {

TEST(RepositoryArn, IsReadAsItIsWritten) {
  for (const char* region : {"us-east-1", "cn-north-1", "us-gov-west-1"}) {
    const RegistryId registry{*AccountId::parse("123456789012"), *Region::parse(region)};
    const auto arn = parse_repository_arn(repository_arn(registry, "team/app"));
    ASSERT_TRUE(arn) << region;
    EXPECT_EQ(arn->registry, registry);
    EXPECT_EQ(arn->repository.text(), "team/app");
  }
}

TEST(RepositoryArn, NothingElseIsOne) {
  for (const char* text :
       {"", "team/app", "arn:aws:ecr:us-east-1:123456789012", "arn:aws:ecr:us-east-1:123456789012:repository/",
        "arn:aws:ecr:us-east-1:123456789012:repository/*", "arn:aws:ecr:us-east-1:123456789012:repository/Bad",
        "arn:aws:ecr:us-east-1:12345:repository/app", "arn:aws:ecr::123456789012:repository/app",
        "arn:aws:ecr:cn-north-1:123456789012:repository/app", "arn:aws:s3:us-east-1:123456789012:repository/app",
        "urn:aws:ecr:us-east-1:123456789012:repository/app", "arn:aws:ecr:us-east-1:123456789012:registry/app",
        "arn:aws:ecr:us-east-1:123456789012:repository/app:1"}) {
    EXPECT_FALSE(parse_repository_arn(text)) << text;
  }
}

}  // namespace
}  // namespace entrepot::model
