#pragma once
// The members of a pull-through cache rule, in requests and in answers.

#include <string_view>

#include "json/reader.h"
#include "registry/cache_rules.h"

namespace entrepot::api::ecr {

/// upstreamRegistryUrl and upstreamRegistry: sets host and kind of `rule`. kUnsupportedUpstream for a host that is none
/// of those that are known.
void read_upstream(json::Reader& in, registry::CacheRule& rule);

/// kInvalidParameter unless the secret, if there is one, is of the registry's own account and region.
Result<void> check_credential_place(const std::string& credential_arn, const model::RegistryId& registry);

/// The members that every answer about a rule has: prefix, registryId, how to sign in, upstreamRepositoryPrefix.
json::Object rule_json(const model::RegistryId& registry, const registry::CacheRule& rule);

}  // namespace entrepot::api::ecr
