#include "bench/scale/store.h"

#include <fcntl.h>
#include <unistd.h>

#include "app/root_account.h"
#include "async/run_blocking.h"
#include "blob/fs/fs_blob_store.h"
#include "sql/sqlite/sqlite_database.h"

namespace entrepot::bench {
namespace {

constexpr std::size_t kThreads = 2;

registry::Scope make_scope() {
  const auto account = model::AccountId::parse("123456789012");
  const auto region = model::Region::parse("us-east-1");
  return {.registry = {*account, *region}, .principal_id = account->text()};
}

}  // namespace

Store::Store(app::DataFolder folder)
    : folder_(std::move(folder)),
      scope_(make_scope()),
      disk_({.threads = 8, .max_queued = 1u << 20}),
      context_(kThreads),
      work_(boost::asio::make_work_guard(context_)) {}

Result<std::unique_ptr<Store>> Store::open(const std::filesystem::path& folder) {
  ENTREPOT_TRY(auto locked, app::DataFolder::open(folder));
  std::unique_ptr<Store> store(new Store(std::move(locked)));
  ENTREPOT_CHECK_OK(store->open_all());
  return store;
}

Result<void> Store::open_all() {
  for (std::size_t i = 0; i < kThreads; ++i) threads_.emplace_back([this] { context_.run(); });
  ENTREPOT_TRY(auto root, app::open_root_key(folder_, std::filesystem::exists(folder_.database())));
  root_.emplace(std::move(root));
  ENTREPOT_TRY(blobs_, blob::open_fs({.root = folder_.blobs()}, disk_, metrics_));
  ENTREPOT_TRY(archive_, blob::open_fs({.root = folder_.archive()}, disk_, archive_metrics_));
  // Large, since rows come in the order of their digests: everywhere in their indexes.
  ENTREPOT_TRY(database_, sql::open_sqlite({.file = folder_.database(),
                                            .readers = 2,
                                            .cache_bytes = 1536_MiB,
                                            .max_queued = 1u << 20,
                                            .max_batch = 1024,
                                            .checkpoint_bytes = 256_MiB}));
  core_ = std::make_unique<registry::Core>(*database_, registry::Stores{*blobs_, *archive_}, *root_, clock_, metrics_,
                                           registry::Config{});
  ENTREPOT_CHECK_OK(async::run_blocking(core_->open()));
  registry::Accounts accounts(*core_);
  iam::Credentials credentials;
  ENTREPOT_CHECK_OK(app::load_root_account(folder_, accounts, scope_.registry.account, credentials));
  repositories_ = std::make_unique<registry::Repositories>(*core_);
  layers_ = std::make_unique<registry::Layers>(*core_);
  uploads_ = std::make_unique<registry::Uploads>(*core_);
  images_ = std::make_unique<registry::Images>(*core_);
  return {};
}

Store::~Store() {
  work_.reset();
  if (database_) database_->close();
  context_.stop();
  for (std::thread& thread : threads_) thread.join();
  const int descriptor = ::open(folder_.root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::syncfs(descriptor);
  ::close(descriptor);
}

}  // namespace entrepot::bench
