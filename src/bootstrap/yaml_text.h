#pragma once
// Policies written as YAML.

#include <yaml-cpp/yaml.h>

#include <string>

#include "base/result.h"

namespace entrepot::bootstrap {

/// The node as JSON text. Every scalar becomes a string, as IAM takes them everywhere: account ids and dates stay what
/// they are. kInvalidParameter, saying why, for what JSON has not, and beyond 16 levels.
Result<std::string> json_text(const YAML::Node& node);

}  // namespace entrepot::bootstrap
