#include "iam/sigv4.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "iam/sessions.h"
#include "iam/signing_keys.h"
#include "iam/sigv4_canonical.h"
#include "iam/sigv4_claim.h"
#include "iam/sigv4_time.h"

namespace entrepot::iam {
namespace {

constexpr std::size_t kMaxAccessKeyId = 128;  // IAM API model, accessKeyIdType
constexpr std::size_t kMaxScopePart = 64;
constexpr std::size_t kCachedKeys = 1'024;
constexpr std::string_view kUnknownClient = "The security token included in the request is invalid.";
constexpr std::string_view kMismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and "
    "signing method. Consult the service documentation for details.";

std::unexpected<Error> invalid(std::string message) {
  return fail(ErrorKind::kInvalidSignature, std::move(message));
}

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

std::size_t count(const SignedRequest& request, std::string_view name) {
  return static_cast<std::size_t>(
      std::ranges::count_if(request.headers, [&](const auto& header) { return is_header(header.first, name); }));
}

bool is_signed_header(const Claim& claim, std::string_view name) {
  return std::ranges::any_of(claim.signed_headers, [&](const std::string& s) { return is_header(name, s); });
}

/// "x-amz-" in any case; an underscore counts as a dash, because some servers take one for the other.
bool is_amz_header(std::string_view name) {
  std::string start(name.substr(0, 6));
  std::ranges::replace(start, '_', '-');
  return is_header(start, "x-amz-");
}

/// Whatever steers the request must be covered by the signature, and must be there once.
Result<void> check_headers(const SignedRequest& request, const Claim& claim) {
  for (const std::string_view name : {"host", "x-amz-target", "x-amz-security-token", "x-amz-content-sha256"}) {
    if (count(request, name) > 1) {
      return fail(ErrorKind::kIncompleteSignature, fmt::format("The header '{}' must not occur more than once.", name));
    }
  }
  if (!is_signed_header(claim, "host")) {
    return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  for (const auto& [name, value] : request.headers) {
    const bool steers = is_amz_header(name) || (!claim.date_header.empty() && is_header(name, claim.date_header));
    if (steers && !is_signed_header(claim, name)) {
      return invalid(fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", printable(name, 64)));
    }
  }
  for (const std::string& name : claim.signed_headers) {
    if (count(request, name) == 0) {
      return invalid(fmt::format("'{}' is a 'SignedHeader', but the request has no such header.", printable(name, 64)));
    }
  }
  return {};
}

/// Chunked and unsigned payloads are S3's affair: here the hash is always that of the bytes received.
Result<void> check_payload(const SignedRequest& request) {
  for (const auto& [name, value] : request.headers) {
    if (is_header(name, "x-amz-content-sha256") && value != request.payload_sha256_hex) {
      return invalid(fmt::format("'x-amz-content-sha256' must be the SHA-256 of the body, in lower-case hex; got '{}'.",
                                 printable(value, 64)));
    }
  }
  return {};
}

std::string minutes_or_seconds(std::chrono::seconds span) {
  return span.count() % 60 == 0 ? fmt::format("{} min.", span.count() / 60) : fmt::format("{} sec.", span.count());
}

Result<void> check_time(const Claim& claim, SysTime now_exact) {
  const auto now = std::chrono::floor<std::chrono::seconds>(now_exact);
  const std::chrono::seconds skew = kMaxClockSkew;
  const std::chrono::seconds life = claim.expires.value_or(skew);
  if (claim.time + life < now) {
    return invalid(fmt::format("Signature expired: {} is now earlier than {} ({} - {})", claim.timestamp,
                               format_iso_basic(now - life), format_iso_basic(now), minutes_or_seconds(life)));
  }
  if (claim.time - skew > now) {
    return invalid(fmt::format("Signature not yet current: {} is still later than {} ({} + {})", claim.timestamp,
                               format_iso_basic(now + skew), format_iso_basic(now), minutes_or_seconds(skew)));
  }
  return {};
}

Result<void> check_scope(const Scope& scope, const SigV4Verifier::Rules& rules) {
  if (!contains(rules.services, scope.service)) {
    return invalid(
        fmt::format("Credential should be scoped to correct service: '{}'. ", fmt::join(rules.services, "' or '")));
  }
  const bool is_global = scope.service == "iam" || scope.service == "sts";
  const bool is_known =
      is_global ? !scope.region.empty() && scope.region.size() <= kMaxScopePart : contains(rules.regions, scope.region);
  if (!is_known) {
    return invalid(
        fmt::format("Credential should be scoped to a valid region, not '{}'. ", printable(scope.region, 64)));
  }
  if (scope.access_key_id.size() > kMaxAccessKeyId) {
    return fail(ErrorKind::kUnrecognizedClient, std::string(kUnknownClient));
  }
  return {};
}

/// The 32 bytes behind 64 lower-case hex digits; zeros and false for any other text.
std::pair<crypto::Sha256, bool> decode_signature(std::string_view text) {
  const bool is_lower = std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'F'; });
  const auto bytes = hex_decode(text);
  crypto::Sha256 out{};
  if (!bytes || bytes->size() != out.size() || !is_lower) return {out, false};
  std::ranges::copy(*bytes, out.begin());
  return {out, true};
}

}  // namespace

struct SigV4Verifier::Impl {
  const Credentials& credentials;
  const Clock& clock;
  Rules rules;
  const Sessions* sessions;
  /// Stands in for a key that does not exist, so that both cases do the same work.
  std::shared_ptr<const AccessKey> dummy;
  SigningKeys remembered{kCachedKeys};

  /// Null if there is none. Looks at no signature.
  std::shared_ptr<const AccessKey> find_key(const Claim& claim) const {
    const std::string& id = claim.scope.access_key_id;
    if (!id.starts_with(kSessionKeyPrefix)) return credentials.find(id);
    return sessions == nullptr ? nullptr : sessions->open(id, claim.session_token);
  }

  /// What is wrong with the session token, once the key is proven. Long-term keys have none: one beside them is
  /// somebody else's, or made up.
  Result<void> check_token(const Claim& claim, const Principal& principal) const {
    if (claim.has_stray_token || claim.session_token.empty() == (principal.session != nullptr)) {
      return fail(ErrorKind::kUnrecognizedClient, std::string(kUnknownClient));
    }
    return principal.session == nullptr ? Result<void>{} : sessions->check(principal);
  }

  Result<Principal> check_signature(const SignedRequest& request, const Claim& claim) {
    const auto canonical = canonicalize(request, claim.signed_headers, claim.timestamp, claim.scope);
    if (!canonical) {
      return fail(ErrorKind::kIncompleteSignature,
                  fmt::format("The query must be percent-encoded, with at most {} parameters.", kMaxQueryParameters));
    }
    const auto key = find_key(claim);
    const auto& used = key ? key : dummy;
    const auto known = remembered.find(used, claim.scope);
    const crypto::Key signing_key = known ? *known : derive_signing_key(used->secret, claim.scope);
    const crypto::Sha256 expected = crypto::hmac_sha256(signing_key.bytes(), canonical->string_to_sign);
    const auto [given, is_hex] = decode_signature(claim.signature);
    const bool is_equal = crypto::equal_constant_time(expected, given);
    const bool is_usable = key && key->is_active;
    if (!is_usable || !is_equal || !is_hex) {
      // A refusal costs one derivation, whether or not the key is one in use.
      if (known) static_cast<void>(derive_signing_key(used->secret, claim.scope));
      return is_usable ? invalid(std::string(kMismatch))
                       : fail(ErrorKind::kUnrecognizedClient, std::string(kUnknownClient));
    }
    // Only now: nobody without the secret decides what is remembered, or what is forgotten for it.
    if (!known) remembered.put(key, claim.scope, signing_key);
    return key->principal;
  }
};

SigV4Verifier::SigV4Verifier(const Credentials& credentials, const Clock& clock, Rules rules, const Sessions* sessions)
    : impl_(std::make_unique<Impl>(credentials, clock, std::move(rules), sessions)) {
  // The account is never looked at: a request with an unknown key is refused whatever its signature.
  impl_->dummy = std::make_shared<const AccessKey>(AccessKey{
      .principal = {.account = *model::AccountId::parse("000000000000")}, .secret = make_access_key().secret});
}

SigV4Verifier::~SigV4Verifier() = default;

Result<void> SigV4Verifier::screen(const SignedRequest& request) const {
  ENTREPOT_TRY(const Claim claim, read_claim(request));
  ENTREPOT_CHECK_OK(check_headers(request, claim));
  ENTREPOT_CHECK_OK(check_time(claim, impl_->clock.now()));
  ENTREPOT_CHECK_OK(check_scope(claim.scope, impl_->rules));
  const auto key = impl_->find_key(claim);
  if (key && key->is_active) return impl_->check_token(claim, key->principal);
  // As dear as any other refusal.
  static_cast<void>(derive_signing_key((key ? key : impl_->dummy)->secret, claim.scope));
  return fail(ErrorKind::kUnrecognizedClient, std::string(kUnknownClient));
}

Result<SigV4Verifier::Verified> SigV4Verifier::verify(const SignedRequest& request) const {
  ENTREPOT_TRY(Claim claim, read_claim(request));
  ENTREPOT_CHECK_OK(check_headers(request, claim));
  ENTREPOT_CHECK_OK(check_payload(request));
  ENTREPOT_CHECK_OK(check_time(claim, impl_->clock.now()));
  ENTREPOT_CHECK_OK(check_scope(claim.scope, impl_->rules));
  ENTREPOT_TRY(Principal principal, impl_->check_signature(request, claim));
  ENTREPOT_CHECK_OK(impl_->check_token(claim, principal));
  return Verified{.scope = std::move(claim.scope), .principal = std::move(principal)};
}

bool SigV4Verifier::is_signed(const SignedRequest& request) {
  const auto is_aws = [](const auto& header) {
    return is_header(header.first, "authorization") && is_header(header.second.substr(0, 5), "aws4-");
  };
  return std::ranges::any_of(request.headers, is_aws) || has_query_signature(request.query);
}

}  // namespace entrepot::iam
