#include "iam/directory.h"

#include <gtest/gtest.h>

namespace entrepot::iam {
namespace {

const model::AccountId kAccount = *model::AccountId::parse("123456789012");

Identity user(std::string id, std::string name) {
  std::string arn = "arn:aws:iam::123456789012:user/" + name;
  return {.id = std::move(id), .name = std::move(name), .arn = std::move(arn), .account = kAccount};
}

TEST(Directory, FindsAnIdentityByIdAndByArn) {
  Directory directory;
  directory.put(user("AIDA1", "ann"));

  ASSERT_NE(directory.find("AIDA1"), nullptr);
  EXPECT_EQ(directory.find("AIDA1")->name, "ann");
  EXPECT_EQ(directory.find_arn("arn:aws:iam::123456789012:user/ann"), directory.find("AIDA1"));
  EXPECT_EQ(directory.find("AIDA2"), nullptr);
  EXPECT_EQ(directory.find_arn("arn:aws:iam::123456789012:user/Ann"), nullptr);
}

TEST(Directory, ForgetsTheOldArnOfOneRenamed) {
  Directory directory;
  directory.put(user("AIDA1", "ann"));
  directory.put(user("AIDA1", "anna"));

  EXPECT_EQ(directory.find_arn("arn:aws:iam::123456789012:user/ann"), nullptr);
  EXPECT_EQ(directory.find_arn("arn:aws:iam::123456789012:user/anna")->id, "AIDA1");
}

TEST(Directory, RemovingTheFormerOwnerOfANameKeepsItsNewOne) {
  Directory directory;
  directory.put(user("AIDA1", "ann"));
  directory.put(user("AIDA2", "ann"));
  directory.remove("AIDA1");

  EXPECT_EQ(directory.find("AIDA1"), nullptr);
  ASSERT_NE(directory.find_arn("arn:aws:iam::123456789012:user/ann"), nullptr);
  EXPECT_EQ(directory.find_arn("arn:aws:iam::123456789012:user/ann")->id, "AIDA2");
  directory.remove("AIDA2");
  directory.remove("AIDA2");
  EXPECT_EQ(directory.find_arn("arn:aws:iam::123456789012:user/ann"), nullptr);
}

TEST(Directory, ASnapshotOutlivesItsRemoval) {
  Directory directory;
  directory.put(user("AIDA1", "ann"));
  const auto before = directory.find("AIDA1");
  directory.remove("AIDA1");
  EXPECT_EQ(before->name, "ann");
}

TEST(Directory, KnowsTheOrganisationOfAnAccount) {
  Directory directory;
  EXPECT_EQ(directory.find_organisation(kAccount), nullptr);
  const auto organisation = std::make_shared<const Organisation>();
  directory.put_organisation(kAccount, organisation);
  EXPECT_EQ(directory.find_organisation(kAccount), organisation);
  directory.put_organisation(kAccount, nullptr);
  EXPECT_EQ(directory.find_organisation(kAccount), nullptr);
}

}  // namespace
}  // namespace entrepot::iam
