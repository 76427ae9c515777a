#pragma once
// RegisterPullTimeUpdateExclusion, DeregisterPullTimeUpdateExclusion and ListPullTimeUpdateExclusions.

#include "api/ecr/members.h"
#include "api/ecr/paging.h"

namespace entrepot::api::ecr {

/// Of the first two.
struct PullTimeExclusionRequest {
  std::string principal_arn;

  aws::Target target() const { return {}; }
};
Result<PullTimeExclusionRequest> parse_pull_time_exclusion(const json::Object& body);
async::Task<json::Object> handle_register_pull_time_exclusion(Services& services, aws::Call& call,
                                                              PullTimeExclusionRequest request);
async::Task<json::Object> handle_deregister_pull_time_exclusion(Services& services, aws::Call& call,
                                                                PullTimeExclusionRequest request);

struct ListPullTimeExclusionsRequest {
  Paging paging;

  aws::Target target() const { return {}; }
};
Result<ListPullTimeExclusionsRequest> parse_list_pull_time_exclusions(const json::Object& body);
async::Task<json::Object> handle_list_pull_time_exclusions(Services& services, aws::Call& call,
                                                           ListPullTimeExclusionsRequest request);

}  // namespace entrepot::api::ecr
