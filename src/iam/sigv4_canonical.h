#pragma once
// What a Signature Version 4 covers: the canonical form of a request.
// Source: AWS IAM User Guide, "Create a signed AWS API request".

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/sigv4.h"

namespace entrepot::iam {

/// Every service but S3 normalises the path (dot segments and repeated slashes go) before it is encoded.
enum class PathRule : std::uint8_t { kNormalize, kAsSent };

/// The raw path, percent-encoded once more ('%' too); "/" for an empty one.
std::string canonical_path(std::string_view path, PathRule rule);
/// Parameters decoded and encoded again, sorted; X-Amz-Signature is left out. '+' is a plus. nullopt if a '%' is not
/// followed by two hex digits, or there are more than kMaxQueryParameters.
std::optional<std::string> canonical_query(std::string_view query);
inline constexpr std::size_t kMaxQueryParameters = 1'000;

/// Equal but for ASCII case: `lower` is lower-case already.
bool is_header(std::string_view name, std::string_view lower);

/// The canonical request and the string to sign. `signed_headers` are lower-case and sorted; `timestamp` is
/// "20150830T123600Z". nullopt for a query that canonical_query() refuses.
std::optional<Canonical> canonicalize(const SignedRequest& request, const std::vector<std::string>& signed_headers,
                                      std::string_view timestamp, const Scope& scope,
                                      PathRule rule = PathRule::kNormalize);

}  // namespace entrepot::iam
