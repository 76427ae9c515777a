#pragma once
// PutImage: stores a manifest, and moves a tag to it.

#include "api/ecr/members.h"
#include "model/names.h"

namespace entrepot::api::ecr {

struct PutImageRequest : InRepository {
  std::string manifest;
  std::string media_type;  ///< empty: as the manifest says
  std::optional<model::Tag> tag;
  std::optional<Digest> digest;

  /// Shows the manifest: not to outlive the request.
  aws::Target target() const;
};

Result<PutImageRequest> parse_put_image(const json::Object& body);
async::Task<json::Object> handle_put_image(Services& services, aws::Call& call, PutImageRequest request);

}  // namespace entrepot::api::ecr
