#pragma once
// What a request says of its own signature, in the Authorization header or in the query. Nothing in it is proven yet.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/sigv4.h"

namespace entrepot::iam {

struct Claim {
  Scope scope;
  std::vector<std::string> signed_headers;  ///< lower-case, sorted, without repeats
  std::string signature;                    ///< as sent
  std::string timestamp;                    ///< "20150830T123600Z"; its date is the scope's
  std::chrono::sys_seconds time;
  std::string_view date_header;                 ///< the header that `timestamp` comes from; empty: the query
  std::optional<std::chrono::seconds> expires;  ///< of a presigned request
  /// Beside the signature: the header of a signed request, the parameter of a presigned one. Empty: none.
  std::string session_token;
  bool has_stray_token = false;  ///< there is one where the signature is not
};

/// kMissingCredentials without a signature; kIncompleteSignature, with AWS's texts, if it is not understood,
/// incomplete, or there are two; kInvalidSignature if its scope has another date or terminator.
Result<Claim> read_claim(const SignedRequest& request);

/// True if the query carries a signature.
bool has_query_signature(std::string_view query);
/// True if the query has a parameter of this (decoded) name.
bool has_query_parameter(std::string_view query, std::string_view name);

}  // namespace entrepot::iam
