#pragma once
// From the pipeline to the operations: what a call brings with it.

#include "api/aws/operation_row.h"
#include "api/sts/assume_role.h"
#include "api/sts/assume_role_with_web_identity.h"
#include "api/sts/get_access_key_info.h"
#include "api/sts/get_session_token.h"

namespace entrepot::api::sts {

async::Task<std::string> handle_assume_role(Services& services, aws::Call& call, AssumeRoleRequest request);
async::Task<std::string> handle_web_identity(Services& services, aws::Call& call, WebIdentityRequest request);
async::Task<std::string> handle_get_session_token(Services& services, aws::Call& call, GetSessionTokenRequest request);
async::Task<std::string> handle_get_access_key_info(Services& services, aws::Call& call,
                                                    GetAccessKeyInfoRequest request);

}  // namespace entrepot::api::sts
