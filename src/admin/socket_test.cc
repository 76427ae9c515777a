#include "admin/socket.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include "admin/messages.h"
#include "tests/support/temporary_folder.h"

namespace entrepot::admin {
namespace {

Result<json::Object> echo(const json::Object& request) {
  if (request.contains("fail")) return fail(ErrorKind::kConflict, "it is there already");
  return json::Object{{"echo", request}};
}

class SocketTest : public ::testing::Test {
 protected:
  std::unique_ptr<Socket> open(Handler handler = echo) {
    auto socket = Socket::open(file_, std::move(handler));
    if (!socket) throw std::runtime_error(std::string(socket.error().message()));
    return std::move(*socket);
  }

  tests::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "admin.sock";
};

TEST_F(SocketTest, GivesTheAnswerOfTheHandler) {
  const auto socket = open();
  const auto answer = ask(file_, {{"command", "x"}});
  ASSERT_TRUE(answer);
  ASSERT_TRUE(*answer) << answer->error().message();
  EXPECT_EQ((*answer)->at("echo").at("command"), "x");
}

TEST_F(SocketTest, GivesTheErrorOfTheHandler) {
  const auto socket = open();
  const auto answer = ask(file_, {{"fail", true}});
  ASSERT_TRUE(answer);
  ASSERT_FALSE(*answer);
  EXPECT_EQ(answer->error().message(), "it is there already");
}

TEST_F(SocketTest, WithoutAServerNobodyAnswers) {
  EXPECT_FALSE(ask(file_, {}));
  open();
  EXPECT_FALSE(ask(file_, {})) << "an ended server takes its socket with it";
}

TEST_F(SocketTest, OneThatAKilledServerLeftIsReplaced) {
  const int left = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, file_.c_str(), sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(left, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::close(left);
  EXPECT_FALSE(ask(file_, {}));
  const auto socket = open();
  EXPECT_TRUE(ask(file_, {}));
}

TEST_F(SocketTest, OnlyTheOwnerMayConnect) {
  const auto socket = open();
  struct stat about{};
  ASSERT_EQ(::stat(file_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777u, 0600u);
}

TEST_F(SocketTest, APathThatIsTooLongForASocketWorks) {
  std::filesystem::path deep = folder_.path();
  for (int i = 0; i < 10; ++i) deep /= std::string(30, 'x');
  std::filesystem::create_directories(deep);
  file_ = deep / "admin.sock";
  const auto socket = open();
  EXPECT_TRUE(ask(file_, {}));
}

TEST_F(SocketTest, ManyAskAtOnceAndEachIsAnswered) {
  std::atomic<int> inside{0};
  std::atomic<bool> overlapped{false};
  const auto socket = open([&](const json::Object& request) -> Result<json::Object> {
    if (++inside > 1) overlapped = true;
    --inside;
    return echo(request);
  });
  std::atomic<int> answered{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < 20; ++n) {
          const auto answer = ask(file_, {{"n", n}});
          if (answer && *answer && (*answer)->at("echo").at("n") == n) ++answered;
        }
      });
  }
  EXPECT_EQ(answered, 160);
  EXPECT_FALSE(overlapped);
}

TEST_F(SocketTest, WhatIsNoRequestIsRefusedAndTheNextIsServed) {
  const auto socket = open();
  for (const char* bad : {"[]", "{", "1", ""}) {
    const int peer = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, file_.c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::connect(peer, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_TRUE(write_message(peer, bad, std::chrono::seconds(1)));
    const auto answer = read_message(peer, std::chrono::seconds(5));
    ASSERT_TRUE(answer);
    EXPECT_NE(answer->find("no JSON object"), std::string::npos) << *answer;
    ::close(peer);
  }
  EXPECT_TRUE(ask(file_, {}));
}

TEST_F(SocketTest, AHandlerThatThrowsIsAnError) {
  const auto socket = open([](const json::Object&) -> Result<json::Object> { throw std::runtime_error("bug"); });
  const auto answer = ask(file_, {});
  ASSERT_TRUE(answer);
  ASSERT_FALSE(*answer);
  EXPECT_EQ(answer->error().message(), "Internal error");
}

TEST_F(SocketTest, AFolderThatIsNotThereIsNamed) {
  const auto socket = Socket::open(folder_.path() / "no" / "admin.sock", echo);
  ASSERT_FALSE(socket);
  EXPECT_NE(socket.error().message().find("no/admin.sock"), std::string::npos) << socket.error().message();
}

TEST(Messages, ASlowPeerIsNotWaitedForLong) {
  std::array<int, 2> pair{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
  EXPECT_EQ(read_message(pair[0], std::chrono::milliseconds(30)).error().kind(), ErrorKind::kTimeout);
  ::close(pair[1]);
  EXPECT_EQ(read_message(pair[0], std::chrono::milliseconds(30)).error().kind(), ErrorKind::kUnavailable);
  ::close(pair[0]);
}

}  // namespace
}  // namespace entrepot::admin
