#pragma once
// DescribeRepositories: named ones, or all, in pages.

#include <vector>

#include "api/ecr/members.h"
#include "api/ecr/paging.h"

namespace entrepot::api::ecr {

struct DescribeRepositoriesRequest {
  std::optional<std::string> registry_id;
  std::optional<std::vector<std::string>> names;
  Paging paging;

  aws::Target target() const {
    return {.registry_id = registry_id, .repositories = names.value_or(std::vector<std::string>())};
  }
};

Result<DescribeRepositoriesRequest> parse_describe_repositories(const json::Object& body);
async::Task<json::Object> handle_describe_repositories(Services& services, aws::Call& call,
                                                       DescribeRepositoriesRequest request);

}  // namespace entrepot::api::ecr
