#pragma once
// One small document of another server, over HTTPS. The address comes from outside, so it is held in check: only https,
// no redirect, no proxy, no more bytes and no more time than allowed, and a connection only to an address that the
// Networks allow. It is the address connected to that is checked, so what a name resolves to at another time is no
// matter.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "fetch/networks.h"

namespace entrepot::fetch {

/// Who may be at the other end. The certificate must be for the host in any case.
struct Trust {
  std::string ca_file;                   ///< PEM bundle; empty: the system's
  std::vector<std::string> thumbprints;  ///< SHA-1, 40 lower-case hex digits: certificates of the chain that count as
                                         ///< authorities when the bundle does not lead to one
};

struct Limits {
  std::size_t max_bytes = 64_KiB;
  std::chrono::milliseconds timeout{5'000};  ///< for all of it: resolving, connecting, receiving
};

/// True for "https://host[:port][/path]" without user, password and fragment, of at most 2,048 printable ASCII
/// characters.
bool is_plain_https_url(std::string_view url);

/// Blocks: for a pool. kInvalidParameter for another kind of address; kUnavailable, whose detail says why, if no answer
/// with status 200 came within the limits. Any thread.
Result<std::string> https_get(const std::string& url, const Trust& trust, const Networks& networks, Limits limits = {});

}  // namespace entrepot::fetch
