#pragma once
// AssumeRoleWithWebIdentity: a session of a role for whoever bears a token of an identity provider. The request is not
// signed: the token is the proof, and the role's trust policy decides what it is good for.

#include <string>

#include "api/aws/operation_row.h"
#include "api/sts/role_trust.h"
#include "api/sts/session_request.h"

namespace entrepot::api::sts {

struct WebIdentityRequest {
  SessionRequest session;
  std::string token;
};

Result<WebIdentityRequest> parse_web_identity(const aws::Parameters& parameters);
/// The inside of the result element. kInvalidIdentityToken, kExpiredIdentityToken, kAccessDenied.
async::Task<std::string> assume_role_with_web_identity(const Parts& parts, WebIdentityRequest request,
                                                       Surroundings surroundings);

}  // namespace entrepot::api::sts
