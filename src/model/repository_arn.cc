#include "model/repository_arn.h"

#include <array>

namespace entrepot::model {

std::optional<RepositoryArn> parse_repository_arn(std::string_view text) {
  // arn : partition : ecr : region : account : repository/<name>
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  constexpr std::string_view kKind = "repository/";
  if (parts[0] != "arn" || parts[2] != "ecr" || !text.starts_with(kKind)) return std::nullopt;
  Result<Region> region = Region::parse(parts[3]);
  Result<AccountId> account = AccountId::parse(parts[4]);
  Result<RepositoryName> repository = RepositoryName::parse(text.substr(kKind.size()));
  if (!region || !account || !repository || parts[1] != partition_of(*region)) return std::nullopt;
  return RepositoryArn{{*std::move(account), *std::move(region)}, *std::move(repository)};
}

}  // namespace entrepot::model
