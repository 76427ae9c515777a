#pragma once
// The audit log as the configuration wants it.

#include <memory>
#include <string_view>

#include "app/data_folder.h"
#include "audit/log.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/result.h"
#include "config/server_config.h"
#include "observe/metrics.h"

namespace entrepot::app {

/// Null if none is wanted. kUnavailable, naming the path, if it cannot be written.
Result<std::unique_ptr<audit::Log>> open_audit_log(const config::ServerConfig& config, const DataFolder& folder,
                                                   const Clock& clock, observe::Metrics& metrics);

/// What CloudTrail calls an error: the service's own name of it, and "AccessDenied" everywhere.
std::string_view audit_code(std::string_view service, ErrorKind kind);

}  // namespace entrepot::app
