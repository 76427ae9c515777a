#pragma once
// Where a request came in: the default listener, or one of the configured ones, which may be a private endpoint.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/message.h"

namespace entrepot::iam {
class Policy;
}

namespace entrepot::api {

struct Endpoint {
  enum class Doors : std::uint8_t { kAll, kApi, kRegistry };

  std::string vpce;       ///< "vpce-0a1b2c3d4e5f67890": aws:SourceVpce; empty: no private endpoint, the key is absent
  std::string vpc;        ///< "vpc-...": aws:SourceVpc; empty: absent
  std::string authority;  ///< host and port under which clients reach it; empty: by the names of the registries
  bool is_secure = false;
  Doors doors = Doors::kAll;
  /// Must allow what is asked here, besides all others. Null: everything is allowed.
  std::shared_ptr<const iam::Policy> policy{};
};

/// Immutable once the server listens; any thread.
class Endpoints {
 public:
  /// The default listener alone, which is number 0.
  Endpoints() : all_(1) {}
  static const Endpoints& only_the_default();

  /// Its number: http::Listen::listener of its socket.
  std::uint32_t add(Endpoint endpoint);
  void set(std::uint32_t number, Endpoint endpoint) { all_.at(number) = std::move(endpoint); }
  const Endpoint& of(const http::Request& request) const;

 private:
  std::vector<Endpoint> all_;
};

}  // namespace entrepot::api
