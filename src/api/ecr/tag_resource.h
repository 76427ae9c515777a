#pragma once
// TagResource: Adds tags, or gives keys that are there new values.

#include "api/ecr/resource_tags.h"

namespace entrepot::api::ecr {

struct TagResourceRequest {
  model::RepositoryArn repository;
  std::vector<model::ResourceTag> tags;

  aws::Target target() const {
    aws::Target out = target_of(repository);
    out.request.tags = tags;
    return out;
  }
};

Result<TagResourceRequest> parse_tag_resource(const json::Object& body);
async::Task<json::Object> handle_tag_resource(Services& services, aws::Call& call, TagResourceRequest request);

}  // namespace entrepot::api::ecr
