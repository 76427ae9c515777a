#pragma once
// The AWS door: every AWS service at one endpoint, path "/".

#include <memory>
#include <string>
#include <vector>

#include "api/aws/operation_row.h"
#include "api/door.h"
#include "base/bytes.h"

namespace entrepot::api::aws {

struct DoorLimits {
  std::size_t body_budget = 256_MiB;  ///< of all request bodies held at once; beyond: ServiceUnavailableException
};

/// `services` must outlive the door. Known services without a table answer "not implemented".
std::unique_ptr<Door> make_door(Services& services, std::vector<ServiceTable> tables, DoorLimits limits = {});

/// Signing names of the services that the door knows: for iam::SigV4Verifier::Rules.
std::vector<std::string> signing_names();

}  // namespace entrepot::api::aws
