#pragma once
// One authorised request on its way to a handler.

#include <string>
#include <string_view>
#include <utility>

#include "api/context.h"
#include "api/oci/route.h"
#include "api/query.h"
#include "api/services.h"
#include "async/task.h"
#include "base/digest.h"
#include "http/message.h"
#include "registry/types.h"

namespace entrepot::api::oci {

struct Call {
  Services& services;
  Context context;
  std::string repository;  ///< a valid name; empty at endpoints without one
  std::string reference;   ///< as in the path; of an upload: its id, well formed
  Query query;
  std::string body;  ///< of rows that buffer it

  registry::Scope scope() const { return context.scope(); }
  /// Whether the principal may do `action` on another repository than the row authorised. `action` is a literal.
  async::Task<bool> may(std::string_view action, std::string other_repository) const;
};

/// A handler; the call outlives it. What it may do has been checked from its row.
using Handler = async::Task<http::Response> (*)(Call& call);

/// "latest" or "sha256:...". kInvalidTag, kInvalidDigest.
Result<registry::ImageRef> parse_reference(std::string_view reference);

/// `value` if it may go to the store as a key: printable ASCII, at most 256 characters; kInvalidParameter otherwise.
Result<std::string> parse_key(std::string_view parameter, std::string_view value);

/// Addresses, relative to the host that the client used: they survive proxies and port forwards.
std::string manifest_location(std::string_view repository, std::string_view reference);
std::string blob_location(std::string_view repository, const Digest& digest);
std::string upload_location(std::string_view repository, std::string_view id);

/// The value of Range that says how much of an upload is there: "0-<last byte>", and "0-0" for nothing, as docker's.
std::string upload_range(std::uint64_t bytes);

}  // namespace entrepot::api::oci
