#pragma once
// Which service and operation a request is for.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/aws/operation_row.h"
#include "http/message.h"

namespace entrepot::api::aws {

/// Where a request goes. Unknown services and operations are routes too: they are answered after authentication.
struct Route {
  Protocol protocol = Protocol::kJson;
  const ServiceTable* table = nullptr;            ///< null: no such service
  const Row* row = nullptr;                       ///< null: no such operation
  std::string operation;                          ///< as asked
  std::uint32_t index = http::Request::kNoRoute;  ///< of the row in Router::operations()
};

class Router {
 public:
  explicit Router(std::vector<ServiceTable> tables);

  /// Whether the request speaks an AWS protocol.
  static bool claims(const http::Request& request);
  static Protocol protocol_of(const http::Request& request);

  /// JSON protocol: by X-Amz-Target, "<prefix>.<operation>".
  Route by_target(const http::Request& request) const;
  /// Query protocol: by Action and Version.
  Route by_action(const Parameters& parameters) const;

  std::vector<OperationInfo> operations() const;

 private:
  Route route(Protocol protocol, const ServiceTable* table, std::string_view operation) const;
  std::vector<ServiceTable> tables_;
};

}  // namespace entrepot::api::aws
