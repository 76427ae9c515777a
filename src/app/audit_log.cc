#include "app/audit_log.h"

#include "api/aws/wire_error.h"

namespace entrepot::app {

Result<std::unique_ptr<audit::Log>> open_audit_log(const config::ServerConfig& config, const DataFolder& folder,
                                                   const Clock& clock, observe::Metrics& metrics) {
  if (!config.audit) return nullptr;
  const bool is_elsewhere = !config.audit_folder.empty();
  const bool drops = config.audit_when_full == config::WhenAuditFull::kDrop;
  return audit::Log::open({.folder = is_elsewhere ? config.audit_folder : folder.root() / "audit",
                           .max_file_bytes = config.audit_max_file,
                           .files = config.audit_files,
                           .when_full = drops ? audit::WhenFull::kDrop : audit::WhenFull::kRefuse,
                           .sync_every = config.audit_sync},
                          clock, metrics);
}

std::string_view audit_code(std::string_view service, ErrorKind kind) {
  if (kind == ErrorKind::kAccessDenied) return "AccessDenied";
  const bool is_query = service == "iam" || service == "sts";
  return is_query ? api::aws::query_error(kind).code : api::aws::json_error(kind).code;
}

}  // namespace entrepot::app
