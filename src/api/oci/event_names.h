#pragma once
// What CloudTrail calls a request of the registry protocol.

#include <string>
#include <string_view>

#include "api/oci/route.h"
#include "http/message.h"

namespace entrepot::api::oci {

/// ECR's own names; and names of the same form for what ECR does not have, or does not record.
std::string_view event_name(Endpoint endpoint, http::Method method);

/// A POST that was answered with 201 because a layer of another repository was mounted.
inline constexpr std::string_view kMountLayer = "MountLayer";

/// The parameters of the call for the audit log, as the API's operation of that name has them: {"repositoryName":..}.
std::string event_parameters(const Route& route);

}  // namespace entrepot::api::oci
