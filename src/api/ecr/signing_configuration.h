#pragma once
// PutSigningConfiguration, GetSigningConfiguration, DeleteSigningConfiguration and DescribeImageSigningStatus.

#include "api/ecr/one_image.h"
#include "model/signing.h"

namespace entrepot::api::ecr {

struct PutSigningRequest {
  model::Signing configuration;

  aws::Target target() const { return {}; }
};
Result<PutSigningRequest> parse_put_signing(const json::Object& body);
async::Task<json::Object> handle_put_signing(Services& services, aws::Call& call, PutSigningRequest request);

/// Of Get and Delete.
struct SigningRequest {
  aws::Target target() const { return {}; }
};
Result<SigningRequest> parse_signing(const json::Object& body);
async::Task<json::Object> handle_get_signing(Services& services, aws::Call& call, SigningRequest request);
async::Task<json::Object> handle_delete_signing(Services& services, aws::Call& call, SigningRequest request);

struct SigningStatusRequest : OfImage {};
Result<SigningStatusRequest> parse_signing_status(const json::Object& body);
async::Task<json::Object> handle_signing_status(Services& services, aws::Call& call, SigningStatusRequest request);

}  // namespace entrepot::api::ecr
