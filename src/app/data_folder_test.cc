#include "app/data_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace entrepot::app {
namespace {

class DataFolderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/entrepot-data-XXXXXX";
    root_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(root_); }
  std::filesystem::path root_;
};

TEST_F(DataFolderTest, ASecondServerIsRefusedWhileTheFirstRuns) {
  auto first = DataFolder::open(root_ / "data");
  ASSERT_TRUE(first);

  const auto second = DataFolder::open(root_ / "data");

  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message().find("another entrepot server"), std::string_view::npos);
}

TEST_F(DataFolderTest, ItCanBeOpenedAgainAfterTheFirstEnded) {
  {
    ASSERT_TRUE(DataFolder::open(root_));
  }
  EXPECT_TRUE(DataFolder::open(root_));
}

TEST_F(DataFolderTest, AFileInTheWayIsNamed) {
  std::ofstream(root_ / "data") << "not a folder";
  const auto opened = DataFolder::open(root_ / "data");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message().find((root_ / "data").string()), std::string_view::npos);
}

TEST_F(DataFolderTest, CredentialsAreForTheOwnerOnlyAndComeBack) {
  ASSERT_TRUE(write_credentials(root_, "default", {"AKIAEXAMPLE", "se/cr+et="}));

  struct stat info{};
  ASSERT_EQ(::stat(credentials_path(root_).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(read_credentials(root_)->access_key_id, "AKIAEXAMPLE");
  EXPECT_EQ(read_credentials(root_)->secret_access_key, "se/cr+et=");
}

TEST_F(DataFolderTest, AProfileIsReplacedAndTheOthersStay) {
  ASSERT_TRUE(write_credentials(root_, "default", {"AKIAOLD", "a"}));
  ASSERT_TRUE(write_credentials(root_, "111122223333", {"AKIAOTHER", "b"}));
  ASSERT_TRUE(write_credentials(root_, "default", {"AKIANEW", "c"}));

  EXPECT_EQ(read_credentials(root_)->access_key_id, "AKIANEW");
  EXPECT_EQ(read_credentials(root_)->secret_access_key, "c");
  std::ifstream file(credentials_path(root_));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text,
            "[111122223333]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = b\n"
            "[default]\naws_access_key_id = AKIANEW\naws_secret_access_key = c\n");
}

TEST_F(DataFolderTest, ServerInfoSaysWhatToDoWhenNoServerRan) {
  const auto info = read_server_info(root_);
  ASSERT_FALSE(info);
  EXPECT_NE(info.error().message().find("entrepot serve"), std::string_view::npos);

  ASSERT_TRUE(write_server_info(root_, {"http://localhost:5000", "localhost:5000", "us-east-1", "123456789012", ""}));
  EXPECT_EQ(read_server_info(root_)->registry, "localhost:5000");
}

}  // namespace
}  // namespace entrepot::app
