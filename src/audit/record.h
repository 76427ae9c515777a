#pragma once
// One call, as the audit log keeps it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "iam/principal.h"

namespace entrepot::audit {

/// One question to the authorizer and its answer.
struct Decision {
  std::string action;    ///< "ecr:PutImage"
  std::string resource;  ///< ARN, or "*"
  bool is_allowed = false;
  /// What decided, as far as something did: the kind of policy in the words of the denial texts ("identity-based
  /// policy"), its name or ARN, and the statement's Sid or "#3".
  std::string policy_kind{};
  std::string policy{};
  std::string statement{};
};

/// Somebody who came with a token of an identity provider instead of an access key.
struct WebIdentity {
  std::string provider;  ///< issuer
  std::string subject;
  std::string audience{};
};

struct Record {
  SysTime at;
  std::string_view source;   ///< "ecr.amazonaws.com"; static storage
  std::string_view event{};  ///< "PutImage"; static storage; empty: `operation` is the name
  std::string operation{};   ///< as asked for
  bool is_read_only = false;
  unsigned status = 0;  ///< of the HTTP answer

  std::optional<iam::Principal> principal{};
  std::string claimed_key_id{};  ///< of a caller who could not prove who it is
  std::optional<WebIdentity> web_identity{};

  std::string region{};
  std::string recipient{};  ///< the account that the call is about
  std::string source_address{};
  std::string user_agent{};
  std::string request_id{};
  std::string vpce{};
  std::string_view error_code{};  ///< ECR's or IAM's name of it; static storage; empty: it went well
  std::string error_message{};
  std::string parameters{};  ///< a JSON object, in ASCII; empty: none
  std::vector<Decision> decisions{};

  /// About what it takes in memory.
  std::size_t weight() const;
};

}  // namespace entrepot::audit
