#pragma once
// Signs requests with AWS Signature Version 4, as a client does. For tests only, and written on its own: it shares no
// code with the checking side, so that a mistake there cannot hide itself.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entrepot::testing {

struct SigningKey {
  std::string access_key_id;
  std::string secret;
  std::string region = "us-east-1";
  std::string service = "ecr";
};

struct ClientRequest {
  std::string method = "POST";
  std::string target = "/";  ///< path and query, as on the wire
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// Adds X-Amz-Date and Authorization. Every header that is there already, and `host`, gets signed.
/// `epoch_seconds` is the time of signing.
void sign(ClientRequest& request, const SigningKey& key, std::string_view host, std::int64_t epoch_seconds);

/// A presigned GET: the query of `target` with X-Amz-Algorithm .. X-Amz-Signature added. Only `host` is signed.
std::string presign(std::string_view target, const SigningKey& key, std::string_view host, std::int64_t epoch_seconds,
                    std::int64_t expires_seconds);

/// A POST of AWS JSON 1.1, signed: operation "AmazonEC2ContainerRegistry_V20150921.PutImage", body as given.
ClientRequest json_request(std::string_view operation, std::string body, const SigningKey& key, std::string_view host,
                           std::int64_t epoch_seconds);

}  // namespace entrepot::testing
