#pragma once
// Tags of a repository as an AWS resource: {"Key": .., "Value": ..}.

#include <optional>
#include <string>
#include <vector>

#include "api/aws/operation_row.h"
#include "json/reader.h"
#include "model/repository_arn.h"
#include "model/repository_settings.h"

namespace entrepot::api::ecr {

/// Member "tags". Refuses kInvalidTagParameter (lengths, characters, reserved or repeated keys). How many there may be
/// is the registry's to say, here and below.
std::vector<model::ResourceTag> read_resource_tags(json::Reader& in);
/// Member "tagKeys", which must be there. Refuses keys that no tag can have.
std::vector<std::string> read_tag_keys(json::Reader& in);

/// Member "resourceArn", which must be there: the repository that is meant.
std::optional<model::RepositoryArn> read_resource_arn(json::Reader& in);
/// For requests that name their repository by ARN: their target. An ARN of another region is refused by
/// check_region(), since a registry answers for its own region only.
aws::Target target_of(const model::RepositoryArn& arn);
Result<void> check_region(const aws::Call& call, const model::RepositoryArn& arn);

}  // namespace entrepot::api::ecr
