#pragma once
// What a token says of its bearer, and whether it says it to us, now.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "json/reader.h"

namespace entrepot::oidc {

/// Clocks of others may differ by this.
inline constexpr std::chrono::seconds kLeeway{60};

struct Claims {
  std::string issuer;
  std::string subject;
  std::vector<std::string> audiences;           ///< at least one
  std::optional<std::string> authorized_party;  ///< "azp"
  std::chrono::sys_seconds issued_at;
  std::chrono::sys_seconds expires_at;
  std::optional<std::chrono::sys_seconds> not_before;
};

/// kInvalidIdentityToken if one of iss, sub, aud, exp, iat is missing or of another type.
Result<Claims> read_claims(const json::Object& claims);

/// kExpiredIdentityToken after its end; kInvalidIdentityToken before it holds or was issued, each with the leeway.
Result<void> check_times(const Claims& claims, SysTime now);

/// The audience that counts: the authorised party if the token names one, else the one that is in the list.
/// kInvalidIdentityToken "Incorrect token audience" if it is none of `client_ids`.
Result<std::string> audience_for(const Claims& claims, const std::vector<std::string>& client_ids);

}  // namespace entrepot::oidc
