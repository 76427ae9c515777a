#pragma once
// The command line of `entrepot account` and `entrepot user`.

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <string>
#include <vector>

namespace entrepot::app {

/// What was asked on the command line.
struct AdminCall {
  boost::json::object request;  ///< for admin::Commands; empty: no such command was given
  std::vector<std::string> policies;
  bool as_json = false;
};

/// Adds both subcommands with all of theirs; the one that is parsed fills `call`, which must outlive `cli`.
void add_admin_commands(CLI::App& cli, AdminCall& call);

}  // namespace entrepot::app
