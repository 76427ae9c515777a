#pragma once
// ECR's Repository shape.

#include "api/names.h"
#include "json/reader.h"
#include "registry/types.h"

namespace entrepot::api::ecr {

json::Object to_json(const Names& names, const registry::Repository& repository);

}  // namespace entrepot::api::ecr
