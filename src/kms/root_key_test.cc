#include "kms/root_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "base/encoding.h"

namespace entrepot::kms {
namespace {

using testing::HasSubstr;

class RootKeyTest : public testing::Test {
 protected:
  RootKeyTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "entrepot-root-key-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    file_ = root_ / "keys" / "deep" / "root.key";
  }
  ~RootKeyTest() override { std::filesystem::remove_all(root_); }

  std::string content() const {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void replace(const std::string& text) const {
    std::filesystem::remove(file_);
    std::ofstream(file_, std::ios::binary) << text;
    ::chmod(file_.c_str(), 0400);
  }
  std::string message_of_load() const {
    const auto key = RootKey::load(file_);
    if (key) return "";
    EXPECT_EQ(key.error().kind(), ErrorKind::kUnavailable);
    return std::string(key.error().message());
  }

  std::filesystem::path root_;
  std::filesystem::path file_;
};

std::string hex(const crypto::Key& key) {
  return hex_encode(key.bytes());
}

TEST_F(RootKeyTest, TheStoredKeyIsTheCreatedKey) {
  const auto made = RootKey::create(file_);
  ASSERT_TRUE(made) << made.error().message();
  const auto loaded = RootKey::load(file_);
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ(hex(made->derive("tokens")), hex(loaded->derive("tokens")));
}

TEST_F(RootKeyTest, PurposesHaveIndependentKeys) {
  const RootKey root(crypto::Key::random());
  EXPECT_EQ(hex(root.derive("tokens")), hex(root.derive("tokens")));
  EXPECT_NE(hex(root.derive("tokens")), hex(root.derive("layers")));
  EXPECT_NE(hex(root.derive("tokens")), hex(RootKey(crypto::Key::random()).derive("tokens")));
}

TEST_F(RootKeyTest, FileAndFolderAreClosedToOthers) {
  ASSERT_TRUE(RootKey::create(file_));
  struct stat info{};
  ASSERT_EQ(::stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0400u);
  for (const auto& folder : {file_.parent_path(), root_ / "keys"}) {
    ASSERT_EQ(::stat(folder.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0700u);
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(file_.parent_path()), {}), 1) << "nothing else is left";
}

TEST_F(RootKeyTest, NeverOverwritesAKey) {
  ASSERT_TRUE(RootKey::create(file_));
  const std::string before = content();
  const auto again = RootKey::create(file_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind(), ErrorKind::kUnavailable);
  EXPECT_THAT(std::string(again.error().message()), HasSubstr("exists"));
  EXPECT_EQ(content(), before);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(file_.parent_path()), {}), 1);
}

TEST_F(RootKeyTest, RefusesAFolderThatOthersMayWriteTo) {
  std::filesystem::create_directories(file_.parent_path());
  ::chmod(file_.parent_path().c_str(), 0770);
  const auto made = RootKey::create(file_);
  ASSERT_FALSE(made);
  EXPECT_THAT(std::string(made.error().message()), HasSubstr("chmod 0700"));
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(RootKeyTest, SaysWhatToDoWhenItIsMissing) {
  EXPECT_THAT(message_of_load(), testing::AllOf(HasSubstr(file_.string()), HasSubstr("missing"), HasSubstr("restore")));
}

TEST_F(RootKeyTest, RefusesAFileThatOthersMayRead) {
  ASSERT_TRUE(RootKey::create(file_));
  for (const int mode : {0440, 0404, 0420, 0644}) {
    ::chmod(file_.c_str(), static_cast<mode_t>(mode));
    EXPECT_THAT(message_of_load(), testing::AllOf(HasSubstr(file_.string()), HasSubstr("chmod 0400")));
  }
  ::chmod(file_.c_str(), 0600);
  EXPECT_TRUE(RootKey::load(file_));
}

TEST_F(RootKeyTest, RefusesAnyChangedByteAndNeverShowsTheKey) {
  ASSERT_TRUE(RootKey::create(file_));
  const std::string good = content();
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = bad[at] == '0' ? '1' : '0';
    replace(bad);
    EXPECT_THAT(message_of_load(), HasSubstr("damaged")) << at;
  }
  for (const std::string& bad : {std::string(), good.substr(0, good.size() - 1), good + "\n"}) {
    replace(bad);
    EXPECT_THAT(message_of_load(), HasSubstr("damaged"));
    EXPECT_THAT(message_of_load(), testing::Not(HasSubstr(good.substr(30, 16))));
  }
  replace(good);
  EXPECT_TRUE(RootKey::load(file_));
}

TEST_F(RootKeyTest, AFolderInItsPlaceIsNoKey) {
  std::filesystem::create_directories(file_);
  EXPECT_NE(message_of_load(), "");
}

}  // namespace
}  // namespace entrepot::kms
