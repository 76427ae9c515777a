#pragma once
// A door: one protocol. The front gives each request to the first door that claims it.

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/audit_trail.h"
#include "api/call_note.h"
#include "api/endpoint.h"
#include "api/operation.h"
#include "base/error.h"
#include "http/message.h"
#include "observe/metrics.h"

namespace entrepot::api {

class Door {
 public:
  virtual ~Door() = default;
  enum class Kind : std::uint8_t {
    kApi,
    kRegistry,
    kLayers,  ///< of both: every listener serves the layers that it gave addresses of
  };
  virtual Kind kind() const = 0;
  virtual bool claims(const http::Request& request) const = 0;
  /// Never fails: every error becomes an answer in the door's own form. Sets request.route to the index in operations()
  /// as soon as it is known: by it the front counts, times and logs. The Error behind an answer of 500 or more is
  /// logged here with log_failure(), where its detail is still known. Writes down in `note`, which outlives the call,
  /// what it learns on the way: a refused call is noted as far as it came.
  virtual boost::asio::awaitable<http::Response> handle(http::Request& request, CallNote& note) = 0;
  /// The answer, in the door's own form, to a request that is not let in.
  virtual http::Response refusal(const http::Request& request, const Error& error) const = 0;
  /// Always the same rows in the same order; their texts have static storage.
  virtual std::vector<OperationInfo> operations() const = 0;
};

/// One log line for a request that failed through no fault of the client: request id, operation, the error's private
/// detail. Never the query, headers or body.
void log_failure(const http::Request& request, std::string_view operation, const Error& error);

/// Dispatches, counts, logs and records. 404 "404 page not found" (as ECR's) when no door claims the request, or the
/// one that does is not served by the listener that it came to. 503 when the call could not be recorded and must be.
class Front {
 public:
  /// Both outlive the front; null `audit`: nothing is recorded.
  struct Around {
    const Endpoints& endpoints = Endpoints::only_the_default();
    const AuditTrail* audit = nullptr;
  };
  Front(std::vector<std::unique_ptr<Door>> doors, observe::Metrics& metrics)
      : Front(std::move(doors), metrics, Around{}) {}
  Front(std::vector<std::unique_ptr<Door>> doors, observe::Metrics& metrics, Around around);
  ~Front();
  boost::asio::awaitable<http::Response> handle(http::Request& request);
  std::vector<OperationInfo> operations() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entrepot::api
