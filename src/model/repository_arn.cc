#include "model/repository_arn.h"

#include "model/arn.h"

namespace entrepot::model {

std::optional<RepositoryArn> parse_repository_arn(std::string_view text) {
  constexpr std::string_view kKind = "repository/";
  const auto arn = split_arn(text);
  if (!arn || arn->service != "ecr" || !arn->resource.starts_with(kKind)) return std::nullopt;
  Result<Region> region = Region::parse(arn->region);
  Result<AccountId> account = AccountId::parse(arn->account);
  Result<RepositoryName> repository = RepositoryName::parse(arn->resource.substr(kKind.size()));
  if (!region || !account || !repository || arn->partition != partition_of(*region)) return std::nullopt;
  return RepositoryArn{{*std::move(account), *std::move(region)}, *std::move(repository)};
}

}  // namespace entrepot::model
