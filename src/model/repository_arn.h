#pragma once
// The ARN of a repository, read. It is written by repository_arn() (names.h).

#include <optional>
#include <string_view>

#include "model/names.h"

namespace entrepot::model {

struct RepositoryArn {
  RegistryId registry;
  RepositoryName repository;
};
/// nullopt unless it is what repository_arn() makes for some registry and some well-formed name.
std::optional<RepositoryArn> parse_repository_arn(std::string_view text);

}  // namespace entrepot::model
