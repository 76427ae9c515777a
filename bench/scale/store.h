#pragma once
// A data folder opened as the server opens it, for a program that fills it: the same stores, services and first start.

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "app/data_folder.h"
#include "async/blocking_pool.h"
#include "blob/blob_store.h"
#include "registry/core.h"
#include "registry/images.h"
#include "registry/layers.h"
#include "registry/repositories.h"
#include "registry/uploads.h"
#include "sql/database.h"

namespace entrepot::bench {

class Store {
 public:
  /// Makes the folder if it is not there, with account 123456789012 in us-east-1 as a server's first start does.
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder);
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  /// Closes the database and syncs the file system.
  ~Store();

  const registry::Scope& scope() const { return scope_; }
  /// Where coroutines of this store run, on two threads.
  boost::asio::io_context& context() { return context_; }

  registry::Core& core() { return *core_; }
  registry::Repositories& repositories() { return *repositories_; }
  registry::Layers& layers() { return *layers_; }
  registry::Uploads& uploads() { return *uploads_; }
  registry::Images& images() { return *images_; }

 private:
  explicit Store(app::DataFolder folder);
  Result<void> open_all();

  app::DataFolder folder_;
  registry::Scope scope_;
  SystemClock clock_;
  observe::Metrics metrics_;
  async::BlockingPool disk_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::unique_ptr<blob::BlobStore> blobs_;
  observe::Metrics archive_metrics_;
  std::unique_ptr<blob::BlobStore> archive_;
  std::unique_ptr<sql::Database> database_;
  std::optional<kms::RootKey> root_;
  std::unique_ptr<registry::Core> core_;
  std::unique_ptr<registry::Repositories> repositories_;
  std::unique_ptr<registry::Layers> layers_;
  std::unique_ptr<registry::Uploads> uploads_;
  std::unique_ptr<registry::Images> images_;
  std::vector<std::thread> threads_;
};

}  // namespace entrepot::bench
