#pragma once
// Whether a repository policy would keep its author from setting another one.

#include <string>

#include "api/aws/operation_row.h"

namespace entrepot::api::ecr {

/// kInvalidParameter if the caller, with `policy` (as it is kept) in force on the repository, might not set its policy
/// again. Root of the repository's account always may.
async::Task<void> check_lock_out(const Services& services, const aws::Call& call, std::string repository,
                                 std::string policy);

}  // namespace entrepot::api::ecr
