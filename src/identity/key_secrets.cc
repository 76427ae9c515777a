#include "identity/key_secrets.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "crypto/aead.h"

namespace entrepot::identity {
namespace {

std::string context(std::string_view account, std::string_view id) {
  return fmt::format("access key {} of account {}", id, account);
}

}  // namespace

sql::Blob seal_secret(const crypto::Key& key, std::string_view account, std::string_view id, std::string_view secret) {
  return crypto::seal(key, context(account, id), as_bytes(secret));
}

std::optional<std::string> open_secret(const crypto::Key& key, std::string_view account, std::string_view id,
                                       const sql::Blob& sealed) {
  auto opened = crypto::open(key, context(account, id), sealed);
  if (!opened) return std::nullopt;
  std::string secret(as_text(*opened));
  crypto::wipe(*opened);
  return secret;
}

}  // namespace entrepot::identity
