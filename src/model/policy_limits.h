#pragma once
// How much a policy may ask of us. AWS bounds the length of a document; these bound what a short one can make dear.

#include <cstddef>
#include <optional>
#include <string>

#include "model/policy_document.h"

namespace entrepot::model {

inline constexpr std::size_t kMaxPolicyStatements = 200;
inline constexpr std::size_t kMaxPolicyWords = 500;     ///< of one list: actions, resources, principals, values
inline constexpr std::size_t kMaxPolicyWildcards = 64;  ///< of one pattern: * and ?
inline constexpr std::size_t kMaxPolicyVariables = 16;  ///< of one pattern: ${..}

/// Which limit the document breaks; nullopt: none.
std::optional<std::string> beyond_limits(const PolicyDocument& document);

}  // namespace entrepot::model
