#pragma once
// `entrepot account` and `entrepot user`: asks the server of the data folder, or works on the folder itself.

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "app/commands.h"
#include "base/result.h"

namespace entrepot::app {

/// Runs the request and prints what came of it. `policies` of `user create`: names, ARNs, or files with JSON.
Result<void> run_admin_command(const Options& options, boost::json::object request,
                               const std::vector<std::string>& policies, Output output);

}  // namespace entrepot::app
