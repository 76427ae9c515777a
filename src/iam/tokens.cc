#include "iam/tokens.h"

#include <algorithm>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "iam/bounded_cache.h"
#include "iam/sealed_token.h"
#include "iam/session_packing.h"
#include "iam/sessions.h"

namespace entrepot::iam {
namespace {

constexpr std::size_t kCachedTokens = 4'096;
constexpr std::chrono::minutes kCacheTime{1};

std::unexpected<Error> invalid_token() {
  return fail(ErrorKind::kInvalidToken, "Your Authorization Token is invalid.");
}

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
         });
}

}  // namespace

struct RegistryTokens::Impl {
  crypto::Key root;
  const Credentials& credentials;
  const Clock& clock;
  const Sessions* sessions;

  struct Opened {
    TokenClaims claims;
    std::optional<Principal> session;  ///< of a session's token
    SysTime forget_at;
  };
  using Cache = BoundedCache<std::shared_ptr<const Opened>>;
  /// By the SHA-256 of the password, or of what follows "Basic": the password itself is not kept.
  Cache by_password{kCachedTokens};
  Cache by_basic{kCachedTokens};

  /// The token behind `text`, from the cache or by `open`.
  template <class Open>
  Result<Principal> look_up(Cache& cache, std::string_view text, Open open) {
    const SysTime now = clock.now();
    const crypto::Sha256 hash = crypto::sha256(text);
    const std::string_view name = as_text(hash);
    auto found = cache.find(name);
    if (found && now < (*found)->forget_at) return principal_of(**found, now);
    std::optional<TokenClaims> claims = open();
    if (!claims) return invalid_token();
    std::optional<Principal> session;
    if (!claims->session.empty()) {
      session = sessions != nullptr ? unpack_session(claims->session) : std::nullopt;
      if (!session) return invalid_token();
    }
    const auto fresh = std::make_shared<const Opened>(
        Opened{.claims = *std::move(claims), .session = std::move(session), .forget_at = now + kCacheTime});
    cache.put(name, fresh);
    return principal_of(*fresh, now);
  }

  static std::unexpected<Error> expired_token() {
    return fail(ErrorKind::kExpiredCredentials, "Your authorization token has expired. Reauthenticate and try again.");
  }

  Result<Principal> principal_of(const Opened& token, SysTime now) const {
    const TokenClaims& claims = token.claims;
    if (now >= claims.expires_at) return expired_token();
    if (token.session) {
      const auto counts = sessions->check(*token.session);
      if (!counts && counts.error().kind() == ErrorKind::kExpiredCredentials) return expired_token();
      return counts ? Result<Principal>(*token.session) : invalid_token();
    }
    // The state of now, not of when the token was made: an inactive, removed or re-made key opens nothing.
    const auto key = credentials.find(claims.access_key_id);
    if (!key || !key->is_active || key->principal.id != claims.principal_id ||
        key->principal.account.text() != claims.account) {
      return invalid_token();
    }
    return key->principal;
  }

  std::optional<TokenClaims> open_basic(std::string_view encoded) const {
    constexpr std::string_view kUser = "AWS:";
    auto pair = base64_decode(encoded);
    if (!pair) return std::nullopt;
    const std::string_view text = as_text(*pair);
    auto claims = text.starts_with(kUser) ? open_token(root, text.substr(kUser.size())) : std::nullopt;
    crypto::wipe(*pair);
    return claims;
  }
};

RegistryTokens::RegistryTokens(crypto::Key root, const Credentials& credentials, const Clock& clock,
                               const Sessions* sessions)
    : impl_(std::make_unique<Impl>(root, credentials, clock, sessions)) {}
RegistryTokens::~RegistryTokens() = default;

RegistryTokens::Issued RegistryTokens::issue(const Principal& principal) const {
  const auto now = std::chrono::floor<std::chrono::seconds>(impl_->clock.now());
  TokenClaims claims{.issued_at = now, .expires_at = now + kTokenLifetime};
  if (principal.session) {
    claims.expires_at =
        std::min(claims.expires_at, std::chrono::floor<std::chrono::seconds>(principal.session->expires_at));
    claims.session = pack_session(principal);
  } else {
    claims.principal_id = principal.id;
    claims.account = principal.account.text();
    claims.access_key_id = principal.access_key_id;
    claims.arn = principal.arn;
  }
  return Issued{.password = seal_token(impl_->root, claims), .expires_at = claims.expires_at};
}

Result<Principal> RegistryTokens::open(std::string_view password) const {
  if (password.empty() || password.size() > kMaxToken) return invalid_token();
  return impl_->look_up(impl_->by_password, password, [&] { return open_token(impl_->root, password); });
}

Result<Principal> RegistryTokens::authenticate(std::string_view authorization_header) const {
  const std::size_t space = std::min(authorization_header.find(' '), authorization_header.size());
  const std::string_view scheme = authorization_header.substr(0, space);
  std::string_view rest = authorization_header.substr(space);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));

  if (equals_ignoring_case(scheme, "bearer")) return open(rest);
  if (!equals_ignoring_case(scheme, "basic")) return fail(ErrorKind::kMissingCredentials, "Not Authorized");
  if (rest.empty() || rest.size() > 2 * kMaxToken) return invalid_token();
  return impl_->look_up(impl_->by_basic, rest, [&] { return impl_->open_basic(rest); });
}

}  // namespace entrepot::iam
