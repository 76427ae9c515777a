#pragma once
// CreateRepository.

#include "api/ecr/members.h"
#include "model/repository_settings.h"

namespace entrepot::api::ecr {

struct CreateRepositoryRequest : InRepository {
  model::RepositorySettings settings;

  /// Tagging on creation needs the right to tag as well.
  aws::Target target() const {
    aws::Target out = InRepository::target();
    if (!settings.tags.empty()) out.also.push_back("ecr:TagResource");
    out.request.tags = settings.tags;
    return out;
  }
};

Result<CreateRepositoryRequest> parse_create_repository(const json::Object& body);
async::Task<json::Object> handle_create_repository(Services& services, aws::Call& call,
                                                   CreateRepositoryRequest request);

}  // namespace entrepot::api::ecr
