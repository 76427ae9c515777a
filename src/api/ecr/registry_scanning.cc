#include "api/ecr/registry_scanning.h"

#include <fmt/format.h>

namespace entrepot::api::ecr {
namespace {

using model::ScanFrequency;
using model::ScanType;

json::Array to_json(const std::vector<std::string>& filters) {
  json::Array out;
  for (const std::string& filter : filters) out.push_back({{"filter", filter}, {"filterType", "WILDCARD"}});
  return out;
}

json::Object to_json(const model::RegistryScanning& configuration) {
  json::Array rules;
  for (const model::ScanningRule& rule : configuration.rules) {
    rules.push_back({{"scanFrequency", to_string(rule.frequency)}, {"repositoryFilters", to_json(rule.filters)}});
  }
  return {{"scanType", to_string(configuration.type)}, {"rules", std::move(rules)}};
}

/// Basic scanning knows pushes alone; nothing is told to be scanned by hand by a rule.
ScanFrequency read_frequency(json::Reader& in, ScanType type) {
  const std::string text = in.required_string("scanFrequency");
  const ScanFrequency frequency = known(in, "scanFrequency", model::parse_scan_frequency(text));
  if (type == ScanType::kBasic && frequency != ScanFrequency::kScanOnPush) {
    in.refuse("scanFrequency", fmt::format("{} is not supported with scanType BASIC; SCAN_ON_PUSH is", text));
  }
  if (type == ScanType::kEnhanced && frequency == ScanFrequency::kManual) {
    in.refuse("scanFrequency", "MANUAL is not supported with scanType ENHANCED; SCAN_ON_PUSH and CONTINUOUS_SCAN are");
  }
  return frequency;
}

std::vector<std::string> read_filters(json::Reader& in) {
  std::vector<std::string> out;
  each_structure(in, "repositoryFilters", in.required_array("repositoryFilters"),
                 [&](json::Reader& item) { out.push_back(item.required_string("filter")); });
  return out;
}

}  // namespace

Result<PutRegistryScanningRequest> parse_put_registry_scanning(const json::Object& body) {
  json::Reader in(body);
  PutRegistryScanningRequest request;
  model::RegistryScanning& configuration = request.configuration;
  if (const auto text = in.optional_string("scanType")) {
    configuration.type = known(in, "scanType", model::parse_scan_type(*text));
  }
  each_structure(in, "rules", in.optional_array("rules"), [&](json::Reader& rule) {
    const ScanFrequency frequency = read_frequency(rule, configuration.type);
    configuration.rules.push_back({.frequency = frequency, .filters = read_filters(rule)});
  });
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_put_registry_scanning(Services& services, aws::Call& call,
                                                       PutRegistryScanningRequest request) {
  json::Object answer{{"registryScanningConfiguration", to_json(request.configuration)}};
  ENTREPOT_CO_CHECK_OK(co_await services.settings.scanning.put(call.scope(), std::move(request.configuration)));
  co_return answer;
}

Result<GetRegistryScanningRequest> parse_get_registry_scanning(const json::Object&) {
  return GetRegistryScanningRequest();
}

async::Task<json::Object> handle_get_registry_scanning(Services& services, aws::Call& call,
                                                       GetRegistryScanningRequest) {
  ENTREPOT_CO_TRY(const model::RegistryScanning found, co_await services.settings.scanning.get(call.scope()));
  co_return json::Object{{"registryId", call.context.registry.account.text()},
                         {"scanningConfiguration", to_json(found)}};
}

Result<GetRepositoryScanningRequest> parse_get_repository_scanning(const json::Object& body) {
  json::Reader in(body);
  GetRepositoryScanningRequest request{.repositories = in.required_strings("repositoryNames")};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_get_repository_scanning(Services& services, aws::Call& call,
                                                         GetRepositoryScanningRequest request) {
  const model::RegistryId& registry = call.context.registry;
  ENTREPOT_CO_TRY(const auto all,
                  co_await services.settings.scanning.of_repositories(call.scope(), std::move(request.repositories)));
  json::Array found;
  json::Array failures;
  for (const auto& [name, scanning] : all) {
    if (!scanning) {
      failures.push_back({{"repositoryName", name},
                          {"failureCode", "REPOSITORY_NOT_FOUND"},
                          {"failureReason", fmt::format("The repository with name '{}' does not exist in the registry "
                                                        "with id '{}'",
                                                        name, registry.account.text())}});
      continue;
    }
    found.push_back({{"repositoryArn", model::repository_arn(registry, name)},
                     {"repositoryName", name},
                     {"scanOnPush", scanning->frequency == ScanFrequency::kScanOnPush},
                     {"scanFrequency", to_string(scanning->frequency)},
                     {"appliedScanFilters", to_json(scanning->filters)}});
  }
  co_return json::Object{{"scanningConfigurations", std::move(found)}, {"failures", std::move(failures)}};
}

}  // namespace entrepot::api::ecr
