#pragma once
// Managed policies: those of an account, with their versions, and those of AWS.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "identity/core.h"
#include "identity/types.h"

namespace entrepot::identity {

struct NewPolicy {
  std::string name;
  std::string path = "/";
  std::string document;
  std::string description{};
  Tags tags{};
};

/// Which managed policies.
struct PolicyFilter {
  bool of_aws = true;
  bool of_account = true;
  bool only_attached = false;  ///< as permissions or as boundary
  bool only_boundaries = false;
  bool only_permissions = false;
};

/// Everywhere: kNoSuchEntity for an ARN of no policy that the account has; kAccessDenied for changes of AWS's.
class Policies {
 public:
  explicit Policies(Core& core) : core_(core) {}

  /// kEntityExists, kMalformedPolicy, kLimitExceeded, kInvalidInput.
  async::Task<ManagedPolicy> create(model::AccountId account, NewPolicy policy);
  async::Task<ManagedPolicy> get(model::AccountId account, std::string arn);
  /// AWS's come first. A page may be short although more follow.
  async::Task<Page<ManagedPolicy>> list(model::AccountId account, PolicyFilter filter, PageRequest page);
  /// kDeleteConflict while it is attached or has versions besides the default.
  async::Task<void> remove(model::AccountId account, std::string arn);

  enum class Default : std::uint8_t { kKeep, kThisOne };
  /// kMalformedPolicy, kLimitExceeded beyond five.
  async::Task<PolicyVersion> create_version(model::AccountId account, std::string arn, std::string document,
                                            Default is_default);
  async::Task<PolicyVersion> get_version(model::AccountId account, std::string arn, std::string version);
  /// Newest first.
  async::Task<std::vector<PolicyVersion>> list_versions(model::AccountId account, std::string arn);
  async::Task<void> set_default_version(model::AccountId account, std::string arn, std::string version);
  /// kDeleteConflict for the default.
  async::Task<void> delete_version(model::AccountId account, std::string arn, std::string version);

 private:
  Core& core_;
};

}  // namespace entrepot::identity
