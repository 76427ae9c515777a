#pragma once
// ListImageReferrers: the artifacts whose subject an image is.

#include "api/ecr/members.h"
#include "api/ecr/paging.h"
#include "registry/types.h"

namespace entrepot::api::ecr {

struct ListImageReferrersRequest : InRepository {
  Digest subject;
  registry::ReferrerFilter filter;
  Paging paging;
};

Result<ListImageReferrersRequest> parse_list_image_referrers(const json::Object& body);
async::Task<json::Object> handle_list_image_referrers(Services& services, aws::Call& call,
                                                      ListImageReferrersRequest request);

}  // namespace entrepot::api::ecr
