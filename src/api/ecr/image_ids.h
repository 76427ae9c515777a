#pragma once
// ImageIdentifier and ImageFailure; the filter of image listings.

#include <string_view>
#include <vector>

#include "json/reader.h"
#include "registry/types.h"

namespace entrepot::api::ecr {

/// Values as sent: whether a digest or tag is well formed is said for each image on its own, by the registry.
std::vector<registry::ImageId> read_image_ids(json::Reader& in, const json::Array* list);

json::Object to_json(const registry::ImageId& id);
json::Array to_json(const std::vector<registry::ImageId>& ids);
json::Array to_json(const std::vector<registry::ImageFailure>& failures);

/// ECR's imageStatus: every image is ACTIVE until there is archiving.
enum class StatusFilter : std::uint8_t { kActive, kArchived };

struct ImageFilter {
  registry::TagStatus tags = registry::TagStatus::kAny;
  StatusFilter status = StatusFilter::kActive;
  /// For the name of a listing.
  std::string_view text() const;
};
/// Member "filter": tagStatus and imageStatus.
ImageFilter read_image_filter(json::Reader& in);

}  // namespace entrepot::api::ecr
