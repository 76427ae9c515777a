#pragma once
// Paths of the /v2/ door. Repository names contain slashes, so a path is read from its end.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entrepot::api::oci {

enum class Endpoint : std::uint8_t {
  kVersion,    ///< /v2/
  kCatalog,    ///< /v2/_catalog
  kTags,       ///< /v2/<name>/tags/list
  kManifest,   ///< /v2/<name>/manifests/<reference>
  kBlob,       ///< /v2/<name>/blobs/<digest>
  kUploads,    ///< /v2/<name>/blobs/uploads/
  kUpload,     ///< /v2/<name>/blobs/uploads/<id>
  kReferrers,  ///< /v2/<name>/referrers/<digest>
};

/// Names and references as they came, decoded but not checked yet: whoever uses them parses them.
struct Route {
  Endpoint endpoint = Endpoint::kVersion;
  std::string name;
  std::string reference;  ///< tag, digest or upload id; empty where there is none
};

/// `path` undecoded, without the query. nullopt if no endpoint has this form. A segment whose decoded form holds a
/// slash or a control character stays encoded, so that it can never pass for a name.
std::optional<Route> parse_route(std::string_view path);

}  // namespace entrepot::api::oci
