#pragma once
// ListTagsForResource.

#include "api/ecr/resource_tags.h"

namespace entrepot::api::ecr {

struct ListTagsForResourceRequest {
  model::RepositoryArn repository;

  aws::Target target() const { return target_of(repository); }
};

Result<ListTagsForResourceRequest> parse_list_tags_for_resource(const json::Object& body);
async::Task<json::Object> handle_list_tags_for_resource(Services& services, aws::Call& call,
                                                        ListTagsForResourceRequest request);

}  // namespace entrepot::api::ecr
