#pragma once
// Amazon ECR's private API.

#include "api/aws/operation_row.h"

namespace entrepot::api::ecr {

aws::ServiceTable table();

}  // namespace entrepot::api::ecr
