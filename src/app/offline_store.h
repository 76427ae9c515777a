#pragma once
// The accounts of a data folder that no server uses.

#include <memory>

#include "admin/commands.h"
#include "base/result.h"
#include "config/server_config.h"

namespace entrepot::app {

class OfflineStore {
 public:
  /// Holds the lock of the folder. kUnavailable, saying what to do, when a server holds it, or nothing was ever stored.
  static Result<std::unique_ptr<OfflineStore>> open(const config::ServerConfig& config);
  OfflineStore(const OfflineStore&) = delete;
  OfflineStore& operator=(const OfflineStore&) = delete;
  ~OfflineStore();

  Result<json::Object> run(const json::Object& request);

 private:
  struct Impl;
  explicit OfflineStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace entrepot::app
