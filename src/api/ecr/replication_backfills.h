#pragma once
// StartReplicationBackfill, ListReplicationBackfills, DescribeReplicationBackfillResults and StopReplicationBackfill
// (only the newest models have them).

#include "api/ecr/members.h"
#include "api/ecr/paging.h"

namespace entrepot::api::ecr {

struct StartBackfillRequest {
  std::optional<std::string> registry_id;
  std::optional<model::RegistryId> destination;  ///< always there once parsed

  aws::Target target() const { return {.registry_id = registry_id, .repositories = {}, .also = {}}; }
};
Result<StartBackfillRequest> parse_start_backfill(const json::Object& body);
async::Task<json::Object> handle_start_backfill(Services& services, aws::Call& call, StartBackfillRequest request);

struct ListBackfillsRequest {
  std::optional<std::string> registry_id;
  std::optional<std::string> next_token;

  aws::Target target() const { return {.registry_id = registry_id, .repositories = {}, .also = {}}; }
};
Result<ListBackfillsRequest> parse_list_backfills(const json::Object& body);
async::Task<json::Object> handle_list_backfills(Services& services, aws::Call& call, ListBackfillsRequest request);

/// Of the other two.
struct BackfillRequest {
  std::optional<std::string> registry_id;
  std::string id;

  aws::Target target() const { return {.registry_id = registry_id, .repositories = {}, .also = {}}; }
};
Result<BackfillRequest> parse_describe_backfill(const json::Object& body);
Result<BackfillRequest> parse_stop_backfill(const json::Object& body);
async::Task<json::Object> handle_find_backfill(Services& services, aws::Call& call, BackfillRequest request);

}  // namespace entrepot::api::ecr
