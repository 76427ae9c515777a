#pragma once
// What IAM says when it refuses, in its words.

#include <string_view>

#include "base/error.h"
#include "identity/types.h"

namespace entrepot::identity::messages {

Error not_found(Kind kind, std::string_view name);
Error exists(Kind kind, std::string_view name);
Error policy_not_found(std::string_view arn);
Error policy_exists(std::string_view name);
Error policy_not_attachable(std::string_view arn);
Error boundary_not_attachable(std::string_view arn);
Error foreign_policy();
Error version_not_found(std::string_view arn, std::string_view version);
Error inline_policy_not_found(Kind kind, std::string_view name);
Error key_not_found(std::string_view id);
Error not_a_member(std::string_view user, std::string_view group);
Error provider_exists(std::string_view url);
Error provider_not_found(std::string_view arn);

/// "Cannot delete entity, must <what> first."
Error cannot_delete(std::string_view what);
Error policy_is_attached();
Error policy_has_versions();
Error version_is_default();

/// "Cannot exceed quota for <what>: <limit>"
Error quota(std::string_view what, std::int64_t limit);
Error inline_policies_too_large(Kind kind, std::string_view name, std::size_t limit);
Error too_many_versions();

Error protected_role(std::string_view name);
Error reserved_path();
Error duplicate_tag_keys();
Error malformed_policy(std::string_view text);

}  // namespace entrepot::identity::messages
