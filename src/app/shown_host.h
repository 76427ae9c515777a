#pragma once
// How clients are told to reach a listener.

#include <cstdint>
#include <string>

#include "config/server_config.h"

namespace entrepot::app {

/// "localhost:5000" where that name leads to the address (docker takes plain HTTP from it), also for the wildcard
/// addresses; the address itself otherwise: "[::1]:5000" on a machine whose localhost is IPv4 only.
std::string shown_host(const config::HostPort& where, std::uint16_t port);

}  // namespace entrepot::app
