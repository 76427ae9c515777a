#pragma once
// The Accept header fields of a request (RFC 9110, section 12.5.1), as far as manifests need them.

#include <string_view>
#include <vector>

#include "http/message.h"

namespace entrepot::api::oci {

/// A cheap look that settles nearly every pull: clients name the types that they were made for.
inline bool plainly_takes(const http::Headers& headers, std::string_view media_type) {
  const auto field = headers.find("Accept");
  return !field || (field->contains(media_type) && !field->contains("q=0"));
}

/// A view into the request's headers, which must outlive it.
class Accept {
 public:
  explicit Accept(const http::Headers& headers);
  /// Without any such field everything is taken; weights are not weighed, but what weighs nothing is refused.
  bool takes(std::string_view media_type) const;

 private:
  std::vector<std::string_view> ranges_;
  bool takes_all_;
};

}  // namespace entrepot::api::oci
