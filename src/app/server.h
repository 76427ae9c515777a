#pragma once
// The whole server: concrete stores, services, doors, listeners; started in the order of their dependencies and stopped
// in reverse.

#include <memory>
#include <vector>

#include "api/operation.h"
#include "base/result.h"
#include "config/server_config.h"

namespace entrepot::app {

class Server {
 public:
  /// Opens or makes the store and begins to serve. Errors are one clear line for the operator.
  static Result<std::unique_ptr<Server>> start(const config::ServerConfig& config);
  ~Server();

  /// Stops accepting, lets running requests end for the configured time, closes the stores.
  void stop();

  /// What to tell a person at the terminal.
  struct Greeting {
    std::string url;
    std::string ops_url;
    std::string registry;
    std::string data;
    std::string new_access_key_id;  ///< empty unless this was the first start
    std::string ca_file;            ///< empty unless tls: auto
  };
  const Greeting& greeting() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Every row of every door, without starting anything.
std::vector<api::OperationInfo> all_operations();

}  // namespace entrepot::app
