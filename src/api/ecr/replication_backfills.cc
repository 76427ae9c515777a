// Nothing copies images yet: no backfill can be started, so there is none.
#include "api/ecr/replication_backfills.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/ecr/replication_destinations.h"
#include "base/encoding.h"
#include "model/replication.h"

namespace entrepot::api::ecr {

Result<StartBackfillRequest> parse_start_backfill(const json::Object& body) {
  json::Reader in(body);
  StartBackfillRequest request{.registry_id = read_registry_id(in), .destination = {}};
  if (const json::Object* destination = required_structure(in, "destination")) {
    json::Reader inner(*destination);
    request.destination = read_destination(inner);
    if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  }
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_start_backfill(Services& services, aws::Call& call, StartBackfillRequest request) {
  ENTREPOT_CO_TRY(const model::Replication replication, co_await services.settings.replication.get(call.scope()));
  const auto destinations = model::destinations_of(replication);
  if (std::ranges::find(destinations, *request.destination) == destinations.end()) {
    co_return fail(ErrorKind::kInvalidParameter,
                   json::constraint_text("destination",
                                         "the destination must be one of the registry's replication configuration"));
  }
  co_return fail(ErrorKind::kValidation, "Replication is not available in this version of entrepot");
}

Result<ListBackfillsRequest> parse_list_backfills(const json::Object& body) {
  json::Reader in(body);
  ListBackfillsRequest request{.registry_id = read_registry_id(in), .next_token = in.optional_string("nextToken")};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_list_backfills(Services& services, aws::Call& call, ListBackfillsRequest request) {
  const std::string account = call.context.registry.account.text();
  if (request.next_token) {
    ENTREPOT_CO_TRY([[maybe_unused]] const auto position,
                    services.page_tokens.open(listing_of(call, {}), *request.next_token));
  }
  co_return json::Object{{"registryId", account}, {"backfills", json::Array()}};
}

Result<BackfillRequest> parse_describe_backfill(const json::Object& body) {
  json::Reader in(body);
  BackfillRequest request{.registry_id = read_registry_id(in), .id = in.required_string("replicationBackfillId")};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

Result<BackfillRequest> parse_stop_backfill(const json::Object& body) {
  json::Reader in(body);
  BackfillRequest request{.registry_id = read_registry_id(in), .id = in.required_string("replicationBackfillId")};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_find_backfill(Services&, aws::Call& call, BackfillRequest request) {
  co_return fail(ErrorKind::kBackfillNotFound,
                 fmt::format("The replication backfill with id '{}' does not exist in the registry with id '{}'",
                             printable(request.id), call.context.registry.account.text()));
}

}  // namespace entrepot::api::ecr
