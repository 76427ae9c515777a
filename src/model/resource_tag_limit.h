#pragma once
// How many tags a repository may have as an AWS resource.

#include <cstddef>

#include "base/error.h"

namespace entrepot::model {

inline constexpr std::size_t kMaxResourceTags = 50;

/// kTooManyTags "The list of tags on the repository is over the limit. ..".
Error too_many_resource_tags();

}  // namespace entrepot::model
