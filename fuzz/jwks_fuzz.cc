// Key sets and discovery documents of issuers: no key that comes out of one verifies a token that it did not sign.

#include <cstdint>
#include <cstdlib>

#include "base/encoding.h"
#include "oidc/jwks.h"

namespace oidc = entrepot::oidc;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entrepot::as_text(std::span(data, size));
  const auto where = oidc::read_discovery(text, "https://issuer.example");
  if (where && where->empty()) std::abort();
  const auto keys = oidc::KeySet::parse(text);
  if (!keys) return 0;
  if (keys->size() > oidc::kMaxKeys) std::abort();
  for (const auto algorithm : {entrepot::crypto::JwsAlgorithm::kRs256, entrepot::crypto::JwsAlgorithm::kEs256,
                               entrepot::crypto::JwsAlgorithm::kEs384}) {
    const oidc::Jwt forged{.algorithm = algorithm,
                           .key_id = {},
                           .claims = {},
                           .signed_text = "e30.e30",
                           .signature = std::vector<std::uint8_t>(64, 1)};
    if (keys->verifies(forged)) std::abort();
  }
  return 0;
}
