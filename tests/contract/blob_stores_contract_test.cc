#include "async/blocking_pool.h"
#include "blob/fs/fs_blob_store.h"
#include "blob/memory/memory_blob_store.h"
#include "tests/contract/blob_contract.h"
#include "tests/support/temporary_folder.h"

namespace entrepot::blob::contract {
namespace {

class InMemory final : public Place {
 public:
  std::shared_ptr<BlobStore> open() override { return store_; }

 private:
  std::shared_ptr<BlobStore> store_ = make_memory();
};

class InFiles final : public Place {
 public:
  explicit InFiles(FsOptions options) : options_(std::move(options)) { options_.root = folder_.path() / "store"; }
  std::shared_ptr<BlobStore> open() override { return tests::must(open_fs(options_, pool_, metrics_)); }

 private:
  tests::TemporaryFolder folder_;
  observe::Metrics metrics_;
  async::BlockingPool pool_{{.threads = 4, .max_queued = 4096}};
  FsOptions options_;
};

Engine in_memory() {
  return {.name = "Memory", .make = [] { return std::make_unique<InMemory>(); }};
}
Engine in_files(std::string name, FsOptions options) {
  return {.name = std::move(name), .make = [options] { return std::make_unique<InFiles>(options); }};
}

INSTANTIATE_TEST_SUITE_P(Stores, BlobContract,
                         testing::Values(in_memory(), in_files("Files", {}),
                                         in_files("FilesPastThePageCache", {.direct_after = 0}),
                                         in_files("FilesWithoutCaches", {.cache_bytes = 0, .open_files = 0})),
                         engine_name);

}  // namespace
}  // namespace entrepot::blob::contract
