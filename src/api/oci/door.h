#pragma once
// The Docker / OCI registry protocol under /v2/.

#include <memory>

#include "api/door.h"
#include "api/services.h"

namespace entrepot::api::oci {

/// `services` must outlive the door.
std::unique_ptr<Door> make_door(Services& services);

}  // namespace entrepot::api::oci
