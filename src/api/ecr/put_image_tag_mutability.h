#pragma once
// PutImageTagMutability.

#include "api/ecr/members.h"
#include "model/repository_settings.h"

namespace entrepot::api::ecr {

struct PutImageTagMutabilityRequest : InRepository {
  model::RepositorySettings settings;  ///< mutability and filters only
};

Result<PutImageTagMutabilityRequest> parse_put_image_tag_mutability(const json::Object& body);
async::Task<json::Object> handle_put_image_tag_mutability(Services& services, aws::Call& call,
                                                          PutImageTagMutabilityRequest request);

}  // namespace entrepot::api::ecr
