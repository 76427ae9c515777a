#pragma once
// Signed, short-lived downloads of layers: where GetDownloadUrlForLayer sends its clients.

#include <memory>
#include <vector>

#include "api/door.h"
#include "api/services.h"

namespace entrepot::api::layers {

/// `services` must outlive the door.
std::unique_ptr<Door> make_door(Services& services);
/// Its rows, without a server.
std::vector<OperationInfo> operations();

}  // namespace entrepot::api::layers
