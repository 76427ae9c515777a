#pragma once
// What AssumeRole and AssumeRoleWithWebIdentity ask of the session that they begin.

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/sts/members.h"
#include "api/sts/parts.h"
#include "async/task.h"

namespace entrepot::api::sts {

struct SessionRequest {
  std::string role_arn;
  model::AccountId account;  ///< of the role
  std::string name;          ///< RoleSessionName
  std::optional<std::chrono::seconds> duration;
  std::optional<std::string> policy;
  std::vector<std::string> policy_arns;
  std::vector<std::pair<std::string, std::string>> tags;
  std::string source_identity;
};

/// RoleArn, RoleSessionName, DurationSeconds, Policy, PolicyArns. kValidation for what the model refuses and for an ARN
/// that is no role's.
Result<SessionRequest> read_session_request(Members& members);

/// One document of all session policies, as short as it can be; empty if there are none. kMalformedPolicy in IAM's
/// words; kNoSuchEntity for a managed policy that is not there; kPackedPolicyTooLarge.
async::Task<std::string> session_policy(const Parts& parts, SessionRequest request);

/// How long a session of `role` may be. `most` limits it besides: one hour when a role assumes a role. kValidation
/// beyond.
Result<std::chrono::seconds> session_duration(const SessionRequest& request, const iam::Identity& role,
                                              std::optional<std::chrono::seconds> most);

/// The principal of a session of `role` that begins now.
iam::Principal begin_session(const Parts& parts, const SessionRequest& request, const iam::Identity& role,
                             std::chrono::seconds duration, std::string policy);

}  // namespace entrepot::api::sts
