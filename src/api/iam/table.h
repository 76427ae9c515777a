#pragma once
// AWS IAM: users, groups, roles, policies, access keys, identity providers.

#include "api/aws/operation_row.h"

namespace entrepot::api::iam_service {

aws::ServiceTable table();

}  // namespace entrepot::api::iam_service
