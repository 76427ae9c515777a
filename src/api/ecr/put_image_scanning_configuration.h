#pragma once
// PutImageScanningConfiguration.

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct PutImageScanningConfigurationRequest : InRepository {
  bool scan_on_push = false;
};

Result<PutImageScanningConfigurationRequest> parse_put_image_scanning_configuration(const json::Object& body);
async::Task<json::Object> handle_put_image_scanning_configuration(Services& services, aws::Call& call,
                                                                  PutImageScanningConfigurationRequest request);

}  // namespace entrepot::api::ecr
