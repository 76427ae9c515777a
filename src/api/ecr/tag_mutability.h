#pragma once
// imageTagMutability and imageTagMutabilityExclusionFilters.

#include "json/reader.h"
#include "model/repository_settings.h"

namespace entrepot::api::ecr {

/// Sets mutability and filters, which must fit together. An absent mutability leaves that of `settings`.
void read_tag_mutability(json::Reader& in, model::RepositorySettings& settings);

/// The members of an answer; filters only if there are some.
void add_tag_mutability(json::Object& out, const model::RepositorySettings& settings);

}  // namespace entrepot::api::ecr
