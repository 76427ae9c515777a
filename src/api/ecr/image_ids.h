#pragma once
// ImageIdentifier and ImageFailure; the filter of image listings.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/reader.h"
#include "registry/types.h"

namespace entrepot::api::ecr {

/// Values as sent: whether a digest or tag is well formed is said for each image on its own, by the registry.
std::vector<registry::ImageId> read_image_ids(json::Reader& in, const json::Array* list);

/// A required member that is one ImageIdentifier; values as sent.
registry::ImageId read_image_id(json::Reader& in, std::string_view member);

json::Object to_json(const registry::ImageId& id);
json::Array to_json(const std::vector<registry::ImageId>& ids);
json::Array to_json(const std::vector<registry::ImageFailure>& failures);

/// An ImageStatusFilter at `member`; nullopt: ANY.
std::optional<model::ImageStatus> read_status_filter(json::Reader& in, std::string_view member, std::string_view text);

struct ImageFilter {
  registry::ImageFilter wanted;
  bool names_status = false;  ///< whether the request said anything about it
  /// For the name of a listing.
  std::string text() const;
};
/// Member "filter": tagStatus and imageStatus.
ImageFilter read_image_filter(json::Reader& in);

}  // namespace entrepot::api::ecr
