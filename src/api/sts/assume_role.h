#pragma once
// AssumeRole: a session of a role, for whoever the role trusts. The trust policy and the caller's policies decide,
// which is why the row names no resource of its own: assumable_role() asks.

#include <string>

#include "api/aws/operation_row.h"
#include "api/sts/role_trust.h"
#include "api/sts/session_request.h"

namespace entrepot::api::sts {

struct AssumeRoleRequest {
  SessionRequest session;
  std::string external_id;
};

Result<AssumeRoleRequest> parse_assume_role(const aws::Parameters& parameters);
/// The inside of the result element.
async::Task<std::string> assume_role(const Parts& parts, iam::Principal caller, AssumeRoleRequest request,
                                     Surroundings surroundings);

}  // namespace entrepot::api::sts
