#include "api/ecr/cache_rule_members.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "model/arn.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::string_view kUpstream = "upstreamRegistry";
constexpr std::string_view kCredential = "credentialArn";
constexpr std::size_t kMaxUrl = 2'048;

}  // namespace

void read_upstream(json::Reader& in, registry::CacheRule& rule) {
  rule.upstream_url = model::upstream_host(in.required_string("upstreamRegistryUrl", {.min = 1, .max = kMaxUrl}));
  const std::optional<std::string> word = in.optional_string(kUpstream);
  if (!in.ok()) return;
  const auto found = model::upstream_at(rule.upstream_url);
  if (!found) {
    in.refuse(Error(ErrorKind::kUnsupportedUpstream, "The specified upstream registry isn't supported."));
  } else if (word && *word != to_string(*found)) {
    in.refuse(kUpstream, fmt::format("'{}' does not fit the upstream registry URL '{}', which is that of '{}'", *word,
                                     printable(rule.upstream_url), to_string(*found)));
  }
  rule.upstream = found.value_or(model::Upstream{});
}

Result<void> check_credential_place(const std::string& credential_arn, const model::RegistryId& registry) {
  if (credential_arn.empty()) return {};
  const auto arn = model::split_arn(credential_arn);
  if (arn && arn->account == registry.account.text() && arn->region == registry.region.text()) return {};
  return fail(
      ErrorKind::kInvalidParameter,
      json::constraint_text(kCredential, fmt::format("the secret must be in the account '{}' and the region '{}'",
                                                     registry.account.text(), registry.region.text())));
}

json::Object rule_json(const model::RegistryId& registry, const registry::CacheRule& rule) {
  json::Object out{{"ecrRepositoryPrefix", rule.prefix}, {"registryId", registry.account.text()}};
  if (!rule.credential_arn.empty()) out[kCredential] = rule.credential_arn;
  if (!rule.custom_role_arn.empty()) out["customRoleArn"] = rule.custom_role_arn;
  out["upstreamRepositoryPrefix"] = rule.upstream_prefix;
  return out;
}

}  // namespace entrepot::api::ecr
