#pragma once
// A door: one protocol. The front gives each request to the first door that claims it.

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/call_note.h"
#include "api/operation.h"
#include "base/error.h"
#include "http/message.h"
#include "observe/metrics.h"

namespace entrepot::api {

class Door {
 public:
  virtual ~Door() = default;
  virtual bool claims(const http::Request& request) const = 0;
  /// Never fails: every error becomes an answer in the door's own form. Sets request.route to the index in operations()
  /// as soon as it is known: by it the front counts, times and logs. The Error behind an answer of 500 or more is
  /// logged here with log_failure(), where its detail is still known. Writes down in `note`, which outlives the call,
  /// what it learns on the way: a refused call is noted as far as it came.
  virtual boost::asio::awaitable<http::Response> handle(http::Request& request, CallNote& note) = 0;
  /// Always the same rows in the same order; their texts have static storage.
  virtual std::vector<OperationInfo> operations() const = 0;
};

/// One log line for a request that failed through no fault of the client: request id, operation, the error's private
/// detail. Never the query, headers or body.
void log_failure(const http::Request& request, std::string_view operation, const Error& error);

/// Dispatches, counts and logs. 404 "404 page not found" (as ECR's) when no door claims the request.
class Front {
 public:
  Front(std::vector<std::unique_ptr<Door>> doors, observe::Metrics& metrics);
  ~Front();
  boost::asio::awaitable<http::Response> handle(http::Request& request);
  std::vector<OperationInfo> operations() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace entrepot::api
