#pragma once
// The Docker / OCI registry protocol under /v2/.

#include <memory>
#include <vector>

#include "api/door.h"
#include "api/services.h"

namespace entrepot::api::oci {

/// `services` must outlive the door.
std::unique_ptr<Door> make_door(Services& services);
/// Its rows, without a server.
std::vector<OperationInfo> operations();

}  // namespace entrepot::api::oci
