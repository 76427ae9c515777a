#pragma once
// AWS STS: who am I.

#include "api/aws/operation_row.h"

namespace entrepot::api::sts {

aws::ServiceTable table();

}  // namespace entrepot::api::sts
