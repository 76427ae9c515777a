#pragma once
// UntagResource: Keys that are not there are no error.

#include "api/ecr/resource_tags.h"

namespace entrepot::api::ecr {

struct UntagResourceRequest {
  model::RepositoryArn repository;
  std::vector<std::string> keys;

  aws::Target target() const {
    aws::Target out = target_of(repository);
    out.request.tag_keys = keys;
    return out;
  }
};

Result<UntagResourceRequest> parse_untag_resource(const json::Object& body);
async::Task<json::Object> handle_untag_resource(Services& services, aws::Call& call, UntagResourceRequest request);

}  // namespace entrepot::api::ecr
