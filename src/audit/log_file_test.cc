#include "audit/log_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_folder.h"

namespace entrepot::audit {
namespace {

class LogFileTest : public ::testing::Test {
 protected:
  std::unique_ptr<LogFile> open(std::uint64_t max_bytes = 1'000, std::size_t kept = 3) {
    auto file = LogFile::open({.folder = folder(), .max_bytes = max_bytes, .kept = kept});
    if (!file) throw std::runtime_error(std::string(file.error().message()));
    return std::move(*file);
  }
  std::filesystem::path folder() const { return temporary_.path() / "audit"; }
  void append(LogFile& file, std::string lines) {
    std::string_view left = lines;
    const auto done = file.append(left, now_ += std::chrono::milliseconds(1));
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_EQ(left, "");
  }
  static std::string text(const std::filesystem::path& path) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
  }
  std::string current() const { return text(folder() / "audit.jsonl"); }
  /// Without the current one, oldest first.
  std::vector<std::string> ended() const {
    std::set<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder()))
      if (entry.path().filename() != "audit.jsonl") paths.insert(entry.path());
    std::vector<std::string> out;
    for (const auto& path : paths) out.push_back(text(path));
    return out;
  }

  tests::TemporaryFolder temporary_;
  SysTime now_{std::chrono::seconds(1'800'000'000)};
};

TEST_F(LogFileTest, AppendsToWhatIsThere) {
  append(*open(), "one\n");
  append(*open(), "two\n");
  EXPECT_EQ(current(), "one\ntwo\n");
}

TEST_F(LogFileTest, OnlyTheOwnerMayRead) {
  append(*open(), "one\n");
  struct stat about{};
  ASSERT_EQ(::stat(folder().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777u, 0700u);
  ASSERT_EQ(::stat((folder() / "audit.jsonl").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777u, 0600u);
}

TEST_F(LogFileTest, NoFileGetsLongerThanItMay) {
  const auto file = open(10);
  append(*file, "aaaa\nbbbb\ncccc\n");
  append(*file, "dddd\n");
  EXPECT_EQ(ended(), std::vector<std::string>{"aaaa\nbbbb\n"});
  EXPECT_EQ(current(), "cccc\ndddd\n");
}

TEST_F(LogFileTest, ALineThatIsTooLongHasAFileOfItsOwn) {
  const auto file = open(10);
  append(*file, "a\n" + std::string(50, 'b') + "\nc\n");
  EXPECT_EQ(ended(), (std::vector<std::string>{"a\n", std::string(50, 'b') + "\n"}));
  EXPECT_EQ(current(), "c\n");
}

TEST_F(LogFileTest, TheOldestFilesGo) {
  const auto file = open(2, 3);
  for (const char c : {'1', '2', '3', '4', '5'}) append(*file, std::string(1, c) + "\n");
  EXPECT_EQ(ended(), (std::vector<std::string>{"3\n", "4\n"}));
  EXPECT_EQ(current(), "5\n");
}

TEST_F(LogFileTest, FilesEndedInTheSameInstantAreAllKept) {
  const auto file = open(2, 10);
  std::string lines = "1\n2\n3\n4\n";
  std::string_view left = lines;
  ASSERT_TRUE(file->append(left, now_));
  EXPECT_EQ(ended(), (std::vector<std::string>{"1\n", "2\n", "3\n"}));
}

TEST_F(LogFileTest, FewerFilesToKeepAreKeptFromTheStart) {
  {
    const auto file = open(2, 10);
    append(*file, "1\n2\n3\n4\n");
  }
  const auto file = open(2, 2);
  EXPECT_EQ(ended(), std::vector<std::string>{"3\n"});
}

TEST_F(LogFileTest, ATornLastLineIsCutOff) {
  append(*open(), "one\n");
  std::ofstream(folder() / "audit.jsonl", std::ios::app) << "{\"torn";
  append(*open(), "two\n");
  EXPECT_EQ(current(), "one\ntwo\n");
}

TEST_F(LogFileTest, NothingButATornLineLeavesAnEmptyFile) {
  std::filesystem::create_directories(folder());
  std::ofstream(folder() / "audit.jsonl") << std::string(200'000, 'x');
  append(*open(1'000'000), "two\n");
  EXPECT_EQ(current(), "two\n");
}

TEST_F(LogFileTest, AFileThatSomebodyMovedIsMadeAnew) {
  const auto file = open();
  append(*file, "one\n");
  std::filesystem::rename(folder() / "audit.jsonl", folder() / "taken");
  append(*file, "two\n");
  ASSERT_TRUE(file->sync());
  append(*file, "three\n");
  EXPECT_EQ(text(folder() / "taken"), "one\ntwo\n");
  EXPECT_EQ(current(), "three\n");
}

TEST_F(LogFileTest, AFolderThatCannotBeMadeIsNamed) {
  std::ofstream(folder()) << "a file in the way";
  const auto file = LogFile::open({.folder = folder() / "sub", .max_bytes = 10});
  ASSERT_FALSE(file);
  EXPECT_NE(file.error().message().find(folder().string()), std::string::npos);
}

TEST_F(LogFileTest, ALinkInItsPlaceIsNotFollowed) {
  std::filesystem::create_directories(folder());
  std::filesystem::create_symlink("/dev/full", folder() / "audit.jsonl");
  EXPECT_FALSE(LogFile::open({.folder = folder(), .max_bytes = 10}));
}

TEST_F(LogFileTest, WhatADiskRefusesIsGivenAgainAndGoesOnWithinItsLine) {
  const auto file = open();
  std::string_view left = "first\nsecond\n";
  {
    const tests::FileSizeLimit limit(8);
    EXPECT_FALSE(file->append(left, now_));
    EXPECT_EQ(left, "cond\n");
    EXPECT_FALSE(file->append(left, now_));
  }
  EXPECT_TRUE(file->append(left, now_));
  EXPECT_EQ(current(), "first\nsecond\n");
}

}  // namespace
}  // namespace entrepot::audit
