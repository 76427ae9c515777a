#pragma once
// Forms of the names in a policy: principals, actions, resources. Private to the room.

#include <string_view>

namespace entrepot::model {

/// `kind` is "AWS", "Service", "Federated" or "CanonicalUser"; false for any other.
bool is_principal(std::string_view kind, std::string_view name);
/// "*", or the service's prefix with a pattern of names: "ecr:*", "ecr:BatchGet*". Letters count alike in either case.
bool is_action(std::string_view service, std::string_view text);
/// "*", or an ARN of six parts, each of them perhaps a pattern.
bool is_resource(std::string_view text);

}  // namespace entrepot::model
