// A disk that is full, and one that fails to sync.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <csignal>
#include <thread>

#include "blob/fs/fs_blob_store.h"
#include "tests/support/blob_driver.h"
#include "tests/support/temporary_folder.h"

namespace entrepot::blob {
namespace {

using namespace tests;  // NOLINT: the driver's words
using testing::IsEmpty;

class FsFaultTest : public testing::Test {
 protected:
  std::unique_ptr<BlobStore> open(FsOptions options = {}) { return open(pool_, std::move(options)); }
  std::unique_ptr<BlobStore> open(async::BlockingPool& pool, FsOptions options = {}) {
    options.root = folder_.path() / "store";
    return must(open_fs(options, pool, metrics_));
  }

  const TemporaryFolder folder_;
  observe::Metrics metrics_;
  async::BlockingPool pool_{{.threads = 4, .max_queued = 4096}};
  const DataKey key_ = data_key();
};

/// No file of this process may grow beyond `bytes`, while this lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    before_signal_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, before_signal_);
  }

 private:
  rlimit before_{};
  void (*before_signal_)(int) = nullptr;
};

/// Writes until it fails, at most `limit` bytes; then finishes.
std::optional<ErrorKind> fill(UploadSink& sink, std::size_t limit) {
  const Content piece = content(100'000);
  while (sink.offset() < limit) {
    const auto done = run(sink.write(piece));
    if (!done) return done.error().kind();
  }
  const auto done = run(sink.finish(digest_of(Content()), kDomain));
  return done ? std::nullopt : std::optional(done.error().kind());
}

TEST_F(FsFaultTest, ALimitOfTheFileSystemIsStorageFull) {
  for (const std::uint64_t direct_after : {std::uint64_t{0}, ~std::uint64_t{0}}) {
    const auto store = open({.direct_after = direct_after});
    const std::string id = crypto::random_uuid();
    auto sink = must(run(store->begin(id, key_)));
    {
      const FileSizeLimit limit(1'000'000);
      EXPECT_EQ(fill(*sink, 5'000'000), ErrorKind::kStorageFull);
      EXPECT_FALSE(run(sink->write(content(1)))) << "the sink is dead";
      EXPECT_FALSE(run(sink->checkpoint()));
    }
    sink.reset();
    must(run(store->abandon(id)));
    EXPECT_THAT(must(run(store->uploads())), IsEmpty());
  }
}

TEST_F(FsFaultTest, AFullDiskGivesItsSpaceBackWhenTheUploadIsGivenUp) {
  const auto mount_point = folder_.path() / "store";
  std::filesystem::create_directory(mount_point);
  // A mount of this process alone.
  if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("tmpfs", mount_point.c_str(), "tmpfs", 0, "size=3m") != 0) {
    GTEST_SKIP() << "needs the right to mount a small file system";
  }
  {
    const auto store = open();
    const Stored kept = put(*store, key_, content(500'000));
    const std::string id = crypto::random_uuid();
    auto sink = must(run(store->begin(id, key_)));
    write(*sink, content(700'000));
    const Checkpoint saved = must(run(sink->checkpoint()));
    EXPECT_EQ(fill(*sink, 20'000'000), ErrorKind::kStorageFull);
    EXPECT_TRUE(read(*store, kept, key_).bytes == content(500'000)) << "reading goes on";

    sink = must(run(store->resume(id, key_, saved)));
    const Content more = content(200'000, 2);
    write(*sink, more);
    must(run(sink->checkpoint()));
    sink.reset();
    must(run(store->abandon(id)));
    EXPECT_TRUE(read(*store, put(*store, key_, content(2'000'000)), key_).bytes == content(2'000'000));
  }
  ::umount2(mount_point.c_str(), MNT_DETACH);
}

/// From now on this system call fails with EIO in this thread and in the threads that it makes; there is no way back.
bool break_call(std::uint32_t number) {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{.len = std::size(program), .filter = program};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

/// A pool on whose threads that system call fails.
std::unique_ptr<async::BlockingPool> broken_pool(std::uint32_t number) {
  std::unique_ptr<async::BlockingPool> pool;
  std::thread([&] {
    ASSERT_TRUE(break_call(number));
    pool = std::make_unique<async::BlockingPool>(async::BlockingPool::Options{.threads = 2, .max_queued = 100});
  }).join();
  return pool;
}

TEST_F(FsFaultTest, AFailedSyncThrowsTheUploadAway) {
  const auto store = open();
  const std::string id = crypto::random_uuid();
  const Checkpoint saved = [&] {
    const auto sink = must(run(store->begin(id, key_)));
    write(*sink, content(700'000));
    return must(run(sink->checkpoint()));
  }();

  const auto pool = broken_pool(SYS_fdatasync);
  {
    const auto failing = open(*pool);
    const auto sink = must(run(failing->resume(id, key_, saved)));
    write(*sink, content(100'000));
    EXPECT_EQ(kind_of(run(sink->checkpoint())), ErrorKind::kUnavailable);
    EXPECT_FALSE(run(sink->checkpoint()))
        << "a second sync may report success without having written: it is never asked";
    const auto other = must(run(failing->begin(crypto::random_uuid(), key_)));
    write(*other, content(10));
    EXPECT_EQ(kind_of(run(other->finish(digest_of(content(10)), kDomain))), ErrorKind::kUnavailable);
  }
  EXPECT_THAT(must(run(store->uploads())), IsEmpty());
  EXPECT_THAT(keys(*store), IsEmpty());
  EXPECT_EQ(kind_of(run(store->resume(id, key_, saved))), ErrorKind::kUploadNotFound);
}

TEST_F(FsFaultTest, AFolderThatIsNotDurableHoldsNothing) {
  const auto pool = broken_pool(SYS_fsync);
  const auto failing = open(*pool);
  const auto sink = must(run(failing->begin(crypto::random_uuid(), key_)));
  write(*sink, content(100'000));
  EXPECT_EQ(kind_of(run(sink->finish(digest_of(content(100'000)), kDomain))), ErrorKind::kUnavailable);
  EXPECT_THAT(keys(*failing), IsEmpty());
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path() / "store" / "blobs")) << "the folder is made anew next time";

  const auto store = open();
  EXPECT_TRUE(read(*store, put(*store, key_, content(100'000)), key_).bytes == content(100'000));
}

}  // namespace
}  // namespace entrepot::blob
