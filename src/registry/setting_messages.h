#pragma once
// The errors about a registry's settings. ECR's texts where they are known; otherwise in the form of those that are.
// Private to the room.

#include <string_view>

#include "base/error.h"
#include "model/account_settings.h"
#include "registry/types.h"

namespace entrepot::registry::messages {

Error account_setting_value(model::AccountSetting setting, std::string_view value);

Error exclusion_exists(const Scope& scope, std::string_view principal);
Error exclusion_not_found(const Scope& scope, std::string_view principal);
Error too_many_exclusions(const Scope& scope, std::size_t limit);

Error template_exists(const Scope& scope, std::string_view prefix);
Error template_not_found(const Scope& scope, std::string_view prefix);
Error too_many_templates(const Scope& scope, std::size_t limit);

/// These operations have no error of their own for what is too much.
Error too_many_template_tags(std::size_t limit);
Error too_many_replication_rules(std::size_t limit);
Error too_many_destinations(std::size_t limit);
Error too_many_signing_rules(std::size_t limit);

Error replication_to_itself();

Error signing_not_found(const Scope& scope);

Error cache_rule_exists(const Scope& scope, std::string_view prefix);
Error cache_rule_not_found(const Scope& scope, std::string_view prefix);
Error too_many_cache_rules(const Scope& scope, std::size_t limit);
Error upstream_needs_credential();
Error role_without_ecr();
Error secret_not_found();

}  // namespace entrepot::registry::messages
