#pragma once
// GetSessionToken: a session of the calling user itself, or of root. It needs no permission.

#include <chrono>
#include <optional>
#include <string>

#include "api/aws/operation_row.h"
#include "api/sts/parts.h"
#include "iam/principal.h"

namespace entrepot::api::sts {

struct GetSessionTokenRequest {
  std::optional<std::chrono::seconds> duration;
  aws::Target target() const { return {}; }
};

Result<GetSessionTokenRequest> parse_get_session_token(const aws::Parameters& parameters);
/// The inside of the result element. kAccessDenied for a caller that is a session itself.
Result<std::string> get_session_token(const Parts& parts, const iam::Principal& caller,
                                      const GetSessionTokenRequest& request);

}  // namespace entrepot::api::sts
