#pragma once
// Listeners besides the default one: private endpoints, and doors with an address of their own.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace entrepot::config {

enum class Doors : std::uint8_t { kAll, kApi, kRegistry };

/// One item of the configuration key `listeners`.
struct ListenerConfig {
  enum class Tls : std::uint8_t {
    kAsDefault,  ///< with the certificate of the default listener, if that has one
    kOff,
    kFiles,  ///< tls_cert and tls_key
  };

  std::string address;  ///< "10.0.0.5:443"
  Tls tls = Tls::kAsDefault;
  std::string tls_cert;
  std::string tls_key;
  Doors doors = Doors::kAll;
  std::string vpce;         ///< "vpce-0a1b2c3d4e5f67890"; empty: not private
  std::string vpc;          ///< "vpc-0a1b2c3d"
  std::string name;         ///< host, or host:port, under which its clients reach it; empty: its address
  std::string policy;       ///< JSON; empty: none
  std::string policy_file;  ///< the same in a file
};

/// A YAML (so also JSON) sequence of maps. kInvalidParameter, naming item, key and value, and what is allowed.
Result<std::vector<ListenerConfig>> parse_listeners(std::string_view text);
/// On one line; parse_listeners() reads it again.
std::string show_listeners(const std::vector<ListenerConfig>& listeners);

}  // namespace entrepot::config
