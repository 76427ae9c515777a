#pragma once
// A door: one protocol. The front gives each request to the first door that claims it.

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

#include "api/operation.h"
#include "http/message.h"
#include "observe/metrics.h"

namespace entrepot::api {

class Door {
 public:
  virtual ~Door() = default;
  virtual bool claims(const http::Request& request) const = 0;
  /// Never fails: every error becomes an answer in the door's own form.
  virtual boost::asio::awaitable<http::Response> handle(http::Request& request) = 0;
  virtual std::vector<OperationInfo> operations() const = 0;
};

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
