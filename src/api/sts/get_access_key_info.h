#pragma once
// GetAccessKeyInfo: which account an access key id is of. It says nothing of whether the key is good.

#include <string>

#include "api/aws/operation_row.h"
#include "api/sts/parts.h"

namespace entrepot::api::sts {

struct GetAccessKeyInfoRequest {
  std::string access_key_id;
  aws::Target target() const { return {}; }
};

Result<GetAccessKeyInfoRequest> parse_get_access_key_info(const aws::Parameters& parameters);
/// The inside of the result element. kUnrecognizedClient for an id that is nobody's.
Result<std::string> get_access_key_info(const Parts& parts, const GetAccessKeyInfoRequest& request);

}  // namespace entrepot::api::sts
