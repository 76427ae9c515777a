#pragma once
// GetCallerIdentity: the account, id and ARN behind the signature. Needs no permission.

#include <string>

#include "api/aws/operation_row.h"

namespace entrepot::api::sts {

struct GetCallerIdentityRequest {
  aws::Target target() const { return {}; }
};

Result<GetCallerIdentityRequest> parse_get_caller_identity(const aws::Parameters& parameters);
async::Task<std::string> handle_get_caller_identity(Services& services, aws::Call& call,
                                                    GetCallerIdentityRequest request);

}  // namespace entrepot::api::sts
