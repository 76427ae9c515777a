#pragma once
// DescribeRegistry, PutReplicationConfiguration and DescribeImageReplicationStatus.

#include "api/ecr/one_image.h"
#include "model/replication.h"

namespace entrepot::api::ecr {

struct DescribeRegistryRequest {
  aws::Target target() const { return {}; }
};
Result<DescribeRegistryRequest> parse_describe_registry(const json::Object& body);
async::Task<json::Object> handle_describe_registry(Services& services, aws::Call& call,
                                                   DescribeRegistryRequest request);

struct PutReplicationRequest {
  model::Replication configuration;

  aws::Target target() const { return {}; }
};
Result<PutReplicationRequest> parse_put_replication(const json::Object& body);
async::Task<json::Object> handle_put_replication(Services& services, aws::Call& call, PutReplicationRequest request);

struct ReplicationStatusRequest : OfImage {};
Result<ReplicationStatusRequest> parse_replication_status(const json::Object& body);
async::Task<json::Object> handle_replication_status(Services& services, aws::Call& call,
                                                    ReplicationStatusRequest request);

}  // namespace entrepot::api::ecr
