#pragma once
// Tags of a repository as an AWS resource: {"Key": .., "Value": ..}.

#include <vector>

#include "json/reader.h"
#include "model/repository_settings.h"

namespace entrepot::api::ecr {

inline constexpr std::size_t kMaxResourceTags = 50;

/// Member "tags". Refuses kInvalidTagParameter (lengths, characters, reserved or repeated keys) and kTooManyTags.
std::vector<model::ResourceTag> read_resource_tags(json::Reader& in);

}  // namespace entrepot::api::ecr
