#include "api/ecr/replication_destinations.h"

namespace entrepot::api::ecr {

std::optional<model::RegistryId> read_destination(json::Reader& in) {
  const std::string region_text = in.required_string("region");
  const std::string account_text = in.required_string("registryId");
  if (!in.ok()) return std::nullopt;
  Result<model::Region> region = model::Region::parse(region_text);
  Result<model::AccountId> account = model::AccountId::parse(account_text);
  if (!region) in.refuse("region", "must satisfy regular expression '[0-9a-z-]{2,25}'");
  if (!account) in.refuse(std::move(account).error());
  if (!in.ok()) return std::nullopt;
  return model::RegistryId{*std::move(account), *std::move(region)};
}

json::Object to_json(const model::RegistryId& destination) {
  return {{"region", destination.region.text()}, {"registryId", destination.account.text()}};
}

}  // namespace entrepot::api::ecr
