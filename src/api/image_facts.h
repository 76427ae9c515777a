#pragma once
// The images that a request names, as the conditions entrepot:ImageTag, entrepot:ImageDigest, entrepot:ArtifactType and
// entrepot:ReferrerType see them. An action on images must be allowed for each of them:
//
//   push             one for each tag that is set; one without a tag if there is none
//   pull by tag      one with this tag
//   pull by digest   one with all the tags that the image has
//   delete by tag    one with this tag
//   delete by digest one for each tag that goes with the image; one without a tag if it has none

#include <string>
#include <string_view>
#include <vector>

#include "api/request_facts.h"
#include "api/services.h"
#include "async/task.h"

namespace entrepot::api {

/// As far as the request itself says; empty if it names no images.
std::vector<ImageFacts> named_images(const RequestFacts& request);

enum class Referrers : std::uint8_t { kLeave, kRead };

/// With what the repository says. What is not there, or no repository's, has neither digest nor type. Looks at
/// kMaxReferrers referrers of an image.
inline constexpr std::size_t kMaxReferrers = 1'000;
async::Task<std::vector<ImageFacts>> read_images(const Services& services, registry::Scope scope,
                                                 std::string repository, RequestFacts request, Referrers referrers);

/// A push: with what its manifest says. A manifest that is none has no type; it will be refused anyway.
std::vector<ImageFacts> pushed_images(const RequestFacts& request, std::string_view manifest,
                                      std::string_view media_type);

}  // namespace entrepot::api
