#pragma once
// Roles that belong to a service of AWS: ECR's replication and its pull-through cache. Nobody but their service's own
// operations changes them.

#include <string>

#include "identity/core.h"
#include "identity/types.h"

namespace entrepot::identity {

/// The path below which they are; no other role may be there.
inline constexpr std::string_view kServiceRolePath = "/aws-service-role/";

class ServiceLinkedRoles {
 public:
  explicit ServiceLinkedRoles(Core& core) : core_(core) {}

  /// `service`: "replication.ecr.amazonaws.com". kInvalidInput for a service that has none, and for a second one.
  async::Task<Role> create(model::AccountId account, std::string service, std::string description);
  /// At once: nothing here waits for it. kNoSuchEntity. Gives the id of the task that AWS would make of it.
  async::Task<std::string> remove(model::AccountId account, std::string role);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
