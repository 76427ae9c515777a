#pragma once
// From calls to records of the audit log.

#include <string_view>

#include "api/call_note.h"
#include "api/endpoint.h"
#include "api/names.h"
#include "api/operation.h"
#include "audit/log.h"
#include "base/clock.h"
#include "http/message.h"

namespace entrepot::api {

class AuditTrail {
 public:
  /// The name of an error in the language of a service ("ecr", "iam", ...): "RepositoryNotFoundException". Static
  /// storage.
  using CodeOf = std::string_view (*)(std::string_view service, ErrorKind kind);

  /// All must outlive the trail.
  AuditTrail(audit::Log& log, const Clock& clock, const Names& names, const Endpoints& endpoints, CodeOf code_of)
      : log_(log), clock_(clock), names_(names), endpoints_(endpoints), code_of_(code_of) {}

  /// Whether a call may begin: false when it could not be recorded, and that is not to be borne.
  bool accepts() const { return log_.accepts(); }
  /// A call that was answered. `row` is null where no operation was found; then `service` is the door's.
  void record(const http::Request& request, std::string_view service, const OperationInfo* row, CallNote note,
              unsigned status) const;

 private:
  audit::Log& log_;
  const Clock& clock_;
  const Names& names_;
  const Endpoints& endpoints_;
  CodeOf code_of_;
};

/// The access key id that a SigV4 request claims to be signed with; empty if it names none. Proves nothing.
std::string_view claimed_key_id(const http::Request& request);

}  // namespace entrepot::api
