#include "identity/names.h"

#include <fmt/format.h>

#include <array>

#include "crypto/secret.h"
#include "model/arn.h"

namespace entrepot::identity {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string make_id(std::string_view prefix) {
  std::array<std::uint8_t, 17> random;
  crypto::random_bytes(random);
  std::string id(prefix);
  for (const std::uint8_t byte : random) id += kBase32[byte % kBase32.size()];  // 256 is a multiple of 32: no bias
  return id;
}

}  // namespace

std::string entity_arn(const model::AccountId& account, Kind kind, std::string_view path, std::string_view name) {
  return fmt::format("arn:aws:iam::{}:{}{}{}", account.text(), meta::word(kind), path, name);
}

std::string policy_arn(const model::AccountId& account, std::string_view path, std::string_view name) {
  return fmt::format("arn:aws:iam::{}:policy{}{}", account.text(), path, name);
}

std::string root_arn(const model::AccountId& account) {
  return fmt::format("arn:aws:iam::{}:root", account.text());
}

std::string make_entity_id(Kind kind) {
  switch (kind) {
    case Kind::kUser:
      return make_id("AIDA");
    case Kind::kGroup:
      return make_id("AGPA");
    case Kind::kRole:
      return make_id("AROA");
  }
  return {};
}

std::string make_policy_id() {
  return make_id("ANPA");
}

std::optional<PolicyName> parse_policy_arn(std::string_view arn) {
  const auto parts = model::split_arn(arn);
  constexpr std::string_view kPolicy = "policy";
  if (!parts || parts->partition != "aws" || parts->service != "iam" || !parts->region.empty()) return std::nullopt;
  if (!parts->resource.starts_with(kPolicy)) return std::nullopt;
  const std::string_view rest = parts->resource.substr(kPolicy.size());
  const auto slash = rest.rfind('/');
  if (!rest.starts_with('/') || slash + 1 == rest.size()) return std::nullopt;
  return PolicyName{.account = std::string(parts->account),
                    .path = std::string(rest.substr(0, slash + 1)),
                    .name = std::string(rest.substr(slash + 1))};
}

std::optional<std::string> parse_provider_arn(const model::AccountId& account, std::string_view arn) {
  const auto parts = model::split_arn(arn);
  constexpr std::string_view kProvider = "oidc-provider/";
  if (!parts || parts->partition != "aws" || parts->service != "iam" || !parts->region.empty() ||
      parts->account != account.text() || !parts->resource.starts_with(kProvider)) {
    return std::nullopt;
  }
  return std::string(parts->resource.substr(kProvider.size()));
}

}  // namespace entrepot::identity
