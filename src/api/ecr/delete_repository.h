#pragma once
// DeleteRepository.

#include "api/ecr/members.h"
#include "registry/repositories.h"

namespace entrepot::api::ecr {

struct DeleteRepositoryRequest : InRepository {
  registry::Repositories::Contents contents = registry::Repositories::Contents::kMustBeEmpty;
};

Result<DeleteRepositoryRequest> parse_delete_repository(const json::Object& body);
async::Task<json::Object> handle_delete_repository(Services& services, aws::Call& call,
                                                   DeleteRepositoryRequest request);

}  // namespace entrepot::api::ecr
