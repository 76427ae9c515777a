#include "iam/sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "iam/sealed_token.h"
#include "iam/sealing.h"
#include "iam/session_packing.h"

namespace entrepot::iam {
namespace {

constexpr std::uint8_t kForm = 1;
constexpr std::string_view kContext = "entrepot session token 1";
constexpr SealPurpose kPurpose{.key_label = "entrepot session token", .key_id_label = "entrepot session token key id"};
constexpr std::size_t kDatakeySize = kSealKeyIdSize + kSealSaltSize;
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t kAccountCharacters = 8;  // 40 bits hold twelve digits
constexpr std::size_t kSecretCharacters = 40;

std::string make_key_id(const model::AccountId& account) {
  std::uint64_t number = 0;
  std::from_chars(account.text().data(), account.text().data() + account.text().size(), number);
  std::string id(kSessionKeyPrefix);
  for (std::size_t i = 0; i < kAccountCharacters; ++i) id += kBase32[number >> (5 * (kAccountCharacters - 1 - i)) & 31];
  std::array<std::uint8_t, 8> rest;
  crypto::random_bytes(rest);
  for (const std::uint8_t byte : rest) id += kBase32[byte % kBase32.size()];
  return id;
}

/// Longer than any key id, account and times take, whatever the session says of itself.
std::size_t password_size(const Principal& principal) {
  const crypto::Key any;
  const auto whole = std::chrono::floor<std::chrono::seconds>(principal.session->expires_at);
  return seal_token(any, {.issued_at = whole, .expires_at = whole, .session = pack_session(principal)}).size();
}

/// The same session without what its caller asked it to carry.
Principal bare(const Principal& principal) {
  auto session = std::make_shared<Session>(*principal.session);
  session->tags.clear();
  session->policy_document.clear();
  Principal out = principal;
  out.session = std::move(session);
  return out;
}

}  // namespace

std::optional<model::AccountId> account_of_session_key(std::string_view access_key_id) {
  if (access_key_id.size() != kSessionKeyPrefix.size() + 16 || !access_key_id.starts_with(kSessionKeyPrefix)) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  for (const char c : access_key_id.substr(kSessionKeyPrefix.size())) {
    if (!kBase32.contains(c)) return std::nullopt;
  }
  for (const char c : access_key_id.substr(kSessionKeyPrefix.size(), kAccountCharacters)) {
    number = number << 5 | kBase32.find(c);
  }
  auto account = model::AccountId::parse(fmt::format("{:012}", number));
  return account ? std::optional(*std::move(account)) : std::nullopt;
}

Sessions::Sessions(crypto::Key root, const Credentials& credentials, const Directory& directory, const Clock& clock)
    : root_(std::move(root)), credentials_(credentials), directory_(directory), clock_(clock) {}

std::string Sessions::secret_of(std::span<const std::uint8_t> salt, std::string_view access_key_id) const {
  crypto::Sha256 derived =
      crypto::hkdf_sha256(root_.bytes(), salt, fmt::format("entrepot session secret/{}", access_key_id));
  std::string secret = base64_encode(derived);
  crypto::wipe(derived);
  secret.resize(kSecretCharacters);
  return secret;
}

Result<Sessions::Issued> Sessions::issue(Principal principal) const {
  principal.access_key_id = make_key_id(principal.account);
  const Session& session = *principal.session;
  std::optional<unsigned> packed_size;
  const std::size_t size = password_size(principal);
  if (!session.tags.empty() || !session.policy_document.empty()) {
    const std::size_t least = std::min(password_size(bare(principal)), kMaxToken - 1);
    const std::size_t taken = size > least ? size - least : 0;
    packed_size = static_cast<unsigned>((100 * taken + kMaxToken - least - 1) / (kMaxToken - least));
  }
  if (size > kMaxToken) {
    return fail(ErrorKind::kPackedPolicyTooLarge,
                fmt::format("Packed policy consumes {}% of allotted space, please use smaller policy.",
                            packed_size.value_or(100)));
  }
  const std::vector<std::uint8_t> datakey = make_datakey(root_, kPurpose);
  const auto payload = seal_payload(root_, kPurpose, datakey, kContext, pack_session(principal));
  std::vector<std::uint8_t> bytes{kForm};
  bytes.insert(bytes.end(), datakey.begin(), datakey.end());
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return Issued{.access_key_id = principal.access_key_id,
                .secret = secret_of(std::span(datakey).subspan(kSealKeyIdSize), principal.access_key_id),
                .token = base64_encode(bytes),
                .packed_size = packed_size};
}

std::shared_ptr<const AccessKey> Sessions::unseal(std::string_view token) const {
  const auto bytes = base64_decode(token);
  if (!bytes || bytes->size() <= 1 + kDatakeySize || bytes->front() != kForm) return nullptr;
  const std::span<const std::uint8_t> datakey = std::span(*bytes).subspan(1, kDatakeySize);
  const auto plain = open_payload(root_, kPurpose, datakey, kContext, std::span(*bytes).subspan(1 + kDatakeySize));
  if (!plain) return nullptr;
  auto principal = unpack_session(*plain);
  if (!principal) return nullptr;
  std::string secret = secret_of(datakey.subspan(kSealKeyIdSize), principal->access_key_id);
  return make_shared_key({.principal = *std::move(principal), .secret = std::move(secret)});
}

std::shared_ptr<const AccessKey> Sessions::open(std::string_view access_key_id, std::string_view token) const {
  if (token.empty() || token.size() > kMaxSessionToken) return nullptr;
  const crypto::Sha256 hash = crypto::sha256(token);
  const std::string_view name = as_text(hash);
  std::shared_ptr<const AccessKey> key;
  if (const auto found = opened_.find(name)) {
    key = *found;
  } else {
    key = unseal(token);
    // Only what was sealed here is remembered, so that strangers make nothing be forgotten.
    if (key) opened_.put(name, key);
  }
  return key && key->principal.access_key_id == access_key_id ? key : nullptr;
}

bool Sessions::is_revoked(const Principal& principal) const {
  const Session& session = *principal.session;
  if (principal.kind == PrincipalKind::kRoleSession) {
    const auto role = directory_.find(session.role_id);
    return !role || !role->is_role || role->account != principal.account || role->epoch != session.epoch ||
           session.issued_at < role->sessions_valid_from;
  }
  const auto key = credentials_.find(session.long_term_key_id);
  return !key || !key->is_active || key->principal.id != principal.id || key->principal.account != principal.account ||
         (!principal.is_root && !directory_.find(principal.id));
}

Result<void> Sessions::check(const Principal& principal) const {
  if (clock_.now() >= principal.session->expires_at) {
    return fail(ErrorKind::kExpiredCredentials, "The security token included in the request is expired");
  }
  if (is_revoked(principal)) {
    return fail(ErrorKind::kUnrecognizedClient, "The security token included in the request is invalid.");
  }
  return {};
}

}  // namespace entrepot::iam
