#pragma once
// AWS Signature Version 4, the checking side.
// Source: AWS General Reference, "Create a signed AWS API request"; vectors in tests/data/sigv4/.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "iam/credentials.h"

namespace entrepot::iam {

class Sessions;

/// Oldest clock skew accepted in X-Amz-Date, either way. AWS uses 15 minutes for ECR; a wider window would make
/// captured requests replayable for longer.
inline constexpr std::chrono::minutes kMaxClockSkew{15};

/// A request as received, before any decoding.
struct SignedRequest {
  std::string_view method;
  std::string_view path;                                               ///< raw
  std::string_view query;                                              ///< raw, without '?'
  std::vector<std::pair<std::string_view, std::string_view>> headers;  ///< arrival order, any case
  std::string_view payload_sha256_hex;                                 ///< of the bytes received
};

struct Scope {
  std::string access_key_id;
  std::string date;  ///< 20150830
  std::string region;
  std::string service;
};

/// What is signed, made from the request and the list of signed headers. Exposed for the vectors.
struct Canonical {
  std::string request;
  std::string string_to_sign;
};

class SigV4Verifier {
 public:
  struct Rules {
    std::vector<std::string> regions;   ///< accepted for regional services
    std::vector<std::string> services;  ///< "ecr", "sts", ...; iam and sts are taken with any region
  };
  /// Without `sessions` no temporary credential is good.
  SigV4Verifier(const Credentials& credentials, const Clock& clock, Rules rules, const Sessions* sessions = nullptr);
  ~SigV4Verifier();

  struct Verified {
    Scope scope;
    Principal principal;
  };
  /// Temporary credentials (key ids that begin with "ASIA") need their session token, which must be signed; it says who
  /// they are. kExpiredCredentials after the session's end, kUnrecognizedClient for a revoked one: Sessions::check().
  ///
  /// kMissingCredentials "Missing Authentication Token"; kIncompleteSignature (what is missing, or not understood);
  /// kUnrecognizedClient (unknown or inactive key); kInvalidSignature (wrong signature, skew, scope), with AWS's texts.
  /// `normalize_path` is false for S3's rule only. Constant-time in the signature; an unknown key costs the same as a
  /// known one. No I/O.
  Result<Verified> verify(const SignedRequest& request) const;

  /// What verify() would refuse whatever the body is, the signature itself left out: to be asked before a large body is
  /// read, so that strangers make nobody hold one. Looks at no payload hash.
  Result<void> screen(const SignedRequest& request) const;

  /// True if the request carries a signature at all (header or query): to tell the AWS door from others.
  static bool is_signed(const SignedRequest& request);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entrepot::iam
