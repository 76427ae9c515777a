#pragma once
// The subcommands. Each prints to standard output and returns what went wrong as one line for the operator.

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "config/server_config.h"

namespace entrepot::app {

/// From the command line; empty: not given.
struct Options {
  std::string data;
  std::string config_file;
  std::string listen;
  std::string ops_listen;
  std::map<std::string, std::string> environment;
};

enum class Output : std::uint8_t { kTable, kJson };

/// File, environment and command line.
Result<config::ServerConfig> configure(const Options& options);

Result<void> serve(const Options& options);
Result<void> print_environment(const Options& options);
Result<void> print_version();
Result<void> print_config(const Options& options);
Result<void> print_operations(Output output);

}  // namespace entrepot::app
