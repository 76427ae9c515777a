#include "api/ecr/replication_configuration.h"

#include "api/ecr/replication_destinations.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::string_view kMember = "replicationConfiguration";
/// Why no image has a copy elsewhere: a failureCode is a word of the service's own.
constexpr std::string_view kFailureCode = "REPLICATION_NOT_SUPPORTED";

json::Object to_json(const model::Replication& configuration) {
  json::Array rules;
  for (const model::ReplicationRule& rule : configuration.rules) {
    json::Array destinations;
    for (const model::RegistryId& destination : rule.destinations) destinations.push_back(ecr::to_json(destination));
    json::Object next{{"destinations", std::move(destinations)}};
    if (!rule.prefixes.empty()) {
      json::Array filters;
      for (const std::string& prefix : rule.prefixes) {
        filters.push_back({{"filter", prefix}, {"filterType", "PREFIX_MATCH"}});
      }
      next["repositoryFilters"] = std::move(filters);
    }
    if (rule.replicates_deletes) next["deleteReplication"] = json::Object{{"enabled", *rule.replicates_deletes}};
    rules.push_back(std::move(next));
  }
  return {{"rules", std::move(rules)}};
}

model::ReplicationRule read_rule(json::Reader& in) {
  model::ReplicationRule rule;
  each_structure(in, "destinations", in.required_array("destinations"), [&](json::Reader& item) {
    if (auto destination = read_destination(item)) rule.destinations.push_back(*std::move(destination));
  });
  each_structure(in, "repositoryFilters", in.optional_array("repositoryFilters"),
                 [&](json::Reader& item) { rule.prefixes.push_back(item.required_string("filter")); });
  if (const json::Object* deletes = in.optional_object("deleteReplication")) {
    json::Reader inner(*deletes);
    rule.replicates_deletes = inner.optional_bool("enabled", false);
    if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  }
  return rule;
}

}  // namespace

Result<DescribeRegistryRequest> parse_describe_registry(const json::Object&) {
  return DescribeRegistryRequest();
}

async::Task<json::Object> handle_describe_registry(Services& services, aws::Call& call, DescribeRegistryRequest) {
  ENTREPOT_CO_TRY(const model::Replication found, co_await services.settings.replication.get(call.scope()));
  co_return json::Object{{"registryId", call.context.registry.account.text()}, {kMember, to_json(found)}};
}

Result<PutReplicationRequest> parse_put_replication(const json::Object& body) {
  json::Reader in(body);
  PutReplicationRequest request;
  if (const json::Object* configuration = required_structure(in, kMember)) {
    json::Reader inner(*configuration);
    each_structure(inner, "rules", inner.required_array("rules"),
                   [&](json::Reader& rule) { request.configuration.rules.push_back(read_rule(rule)); });
    if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  }
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_put_replication(Services& services, aws::Call& call, PutReplicationRequest request) {
  json::Object answer{{kMember, to_json(request.configuration)}};
  ENTREPOT_CO_CHECK_OK(co_await services.settings.replication.put(call.scope(), std::move(request.configuration)));
  co_return answer;
}

Result<ReplicationStatusRequest> parse_replication_status(const json::Object& body) {
  json::Reader in(body);
  ReplicationStatusRequest request{read_of_image(in)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

// Nothing copies images yet, so for each destination that a rule wants a copy at, there is none.
async::Task<json::Object> handle_replication_status(Services& services, aws::Call& call,
                                                    ReplicationStatusRequest request) {
  ENTREPOT_CO_TRY(const auto found, co_await find_image(services, call, request));
  ENTREPOT_CO_TRY(const model::Replication replication, co_await services.settings.replication.get(call.scope()));
  json::Array statuses;
  for (const model::RegistryId& destination : model::destinations_of(replication, request.repository)) {
    json::Object status = ecr::to_json(destination);
    status["status"] = "FAILED";
    status["failureCode"] = kFailureCode;
    statuses.push_back(std::move(status));
  }
  co_return json::Object{{"repositoryName", request.repository},
                         {"imageId", image_id_json(request, found)},
                         {"replicationStatuses", std::move(statuses)}};
}

}  // namespace entrepot::api::ecr
