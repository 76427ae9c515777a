#include "app/archive_folder.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace entrepot::app {
namespace {

class ArchiveFolderTest : public testing::Test {
 protected:
  Result<std::filesystem::path> claim(const std::filesystem::path& where, const kms::RootKey& root) {
    return claim_archive_folder(where, *data_, root);
  }
  tests::TemporaryFolder folder_;
  Result<DataFolder> data_ = DataFolder::open(folder_.path() / "data");
  kms::RootKey root_{crypto::Key::random()};
};

TEST_F(ArchiveFolderTest, IsMadeAndFoundAgain) {
  const auto where = folder_.path() / "cold" / "archive";
  const auto first = claim(where, root_);
  ASSERT_TRUE(first) << first.error().message();
  EXPECT_TRUE(std::filesystem::is_directory(*first));
  EXPECT_EQ(std::filesystem::status(*first).permissions(), std::filesystem::perms::owner_all);

  EXPECT_EQ(*claim(where, root_), *first);
}

TEST_F(ArchiveFolderTest, OfAnotherStoreIsRefused) {
  const auto where = folder_.path() / "archive";
  ASSERT_TRUE(claim(where, root_));
  const auto other = claim(where, kms::RootKey(crypto::Key::random()));
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message().find("belongs to another store"), std::string_view::npos);
}

TEST_F(ArchiveFolderTest, MustNotMeetTheFolderOfTheLayers) {
  const auto data = folder_.path() / "data";
  for (const auto& where : {data / "blobs", data / "blobs" / "archive", data, folder_.path()}) {
    EXPECT_FALSE(claim(where, root_)) << where;
    EXPECT_FALSE(std::filesystem::exists(where / "owner")) << where;
  }
  EXPECT_TRUE(claim(data / "archive", root_));
}

TEST_F(ArchiveFolderTest, ThatCannotBeMadeIsNamed) {
  const auto refused = claim("/proc/archive", root_);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message().find("/proc/archive"), std::string_view::npos);
}

}  // namespace
}  // namespace entrepot::app
