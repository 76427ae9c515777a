#pragma once
// BatchCheckLayerAvailability: which of up to 100 layers the repository has.

#include <vector>

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct BatchCheckLayerAvailabilityRequest : InRepository {
  std::vector<std::string> digests;  ///< as sent: a malformed one fails by itself
};

Result<BatchCheckLayerAvailabilityRequest> parse_batch_check_layer_availability(const json::Object& body);
async::Task<json::Object> handle_batch_check_layer_availability(Services& services, aws::Call& call,
                                                                BatchCheckLayerAvailabilityRequest request);

}  // namespace entrepot::api::ecr
