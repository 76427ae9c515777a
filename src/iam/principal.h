#pragma once
// Who asks.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "model/names.h"

namespace entrepot::iam {

class Policy;

enum class PrincipalKind : std::uint8_t {
  kRoot,         ///< the account itself
  kUser,         ///< with a long-term key
  kRoleSession,  ///< AssumeRole..
  kUserSession,  ///< GetSessionToken
};

/// What a temporary credential carries beyond its principal. Immutable; all requests of the session share it.
struct Session {
  std::string name;      ///< role sessions: RoleSessionName
  std::string role_id;   ///< role sessions: "AROA.."
  std::string role_arn;  ///< role sessions: "arn:aws:iam::123456789012:role/path/name"
  SysTime issued_at;
  SysTime expires_at;
  std::vector<std::pair<std::string, std::string>> tags;  ///< of the session; they come before those of the role
  std::shared_ptr<const Policy> policy;                   ///< null: none
  std::string provider;                                   ///< federated: ARN of the provider; empty: none
  std::string source_identity;
  std::string policy_document;   ///< what `policy` was compiled from; empty: none
  std::uint64_t epoch = 0;       ///< role sessions: the role's, when the session began
  std::string long_term_key_id;  ///< sessions of users and root: the key that they were begun with
};

struct Principal {
  model::AccountId account;
  std::string id;  ///< unique id: the account id for root, "AIDA.." for a user, "AROA..:name" for a role session
  std::string
      arn;  ///< "arn:aws:iam::123456789012:root", ":user/..", "arn:aws:sts::123456789012:assumed-role/role/name"
  std::string access_key_id;  ///< with which it came
  bool is_root = false;
  PrincipalKind kind = PrincipalKind::kUser;  ///< of a principal that is not root
  std::shared_ptr<const Session> session;     ///< null for long-term keys

  /// The user or role behind it, as Directory knows it: "AIDA..", "AROA.."; the account id for root.
  const std::string& identity_id() const {
    return kind == PrincipalKind::kRoleSession && session ? session->role_id : id;
  }
};

}  // namespace entrepot::iam
