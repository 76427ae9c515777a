#pragma once
// application/x-www-form-urlencoded: the parameters of the query protocol.

#include <string_view>

#include "api/aws/operation_row.h"

namespace entrepot::api::aws {

inline constexpr std::size_t kMaxParameters = 1'000;

/// Adds the parameters in `encoded` to `into`; those of the signature itself (X-Amz-*) are left out. kSerialization for
/// a bad escape, a name that is there already (in the query and in the form, say), or more than kMaxParameters.
Result<void> read_parameters(std::string_view encoded, Parameters& into);

}  // namespace entrepot::api::aws
