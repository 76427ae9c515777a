#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "api/door.h"
#include "api/replies.h"
#include "base/encoding.h"
#include "observe/log.h"

namespace entrepot::api {
namespace {

constexpr observe::Logger kLog{"api"};
constexpr std::array<const char*, 5> kClasses{"1xx", "2xx", "3xx", "4xx", "5xx"};

/// The handles of one row, looked up once: a request only adds to them.
struct RowMetrics {
  std::array<observe::Counter*, kClasses.size()> by_class{};
  observe::Histogram* seconds = nullptr;

  RowMetrics(observe::Metrics& metrics, std::string_view door, std::string_view operation) {
    const auto labels = [&](const char* status) {
      return observe::Labels{{"door", std::string(door)}, {"operation", std::string(operation)}, {"status", status}};
    };
    for (std::size_t i = 0; i < kClasses.size(); ++i)
      by_class[i] = &metrics.counter("entrepot_requests_total", "Requests answered.", labels(kClasses[i]));
    seconds = &metrics.histogram("entrepot_request_seconds",
                                 "Time from a request's head to its answer's head, body of the request included.",
                                 {{"door", std::string(door)}, {"operation", std::string(operation)}});
  }

  void count(unsigned status, std::chrono::steady_clock::duration took) const {
    const std::size_t index = status / 100 - 1;
    by_class[index < by_class.size() ? index : by_class.size() - 1]->add();
    seconds->observe(std::chrono::duration<double>(took).count());
  }
};

std::int64_t milliseconds(std::chrono::steady_clock::duration took) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
}

void log_outcome(const http::Request& request, const OperationInfo* row, const http::Response& response,
                 std::chrono::steady_clock::duration took) {
  const bool failed = response.status >= 500;
  const bool wrote = row != nullptr && row->access == AccessLevel::kWrite;
  if (!failed && !wrote) return;
  // The path without its query: queries hold signatures.
  const std::string path = printable(request.path());
  const std::string_view operation = row != nullptr ? row->operation : "unrouted";
  if (failed)
    kLog.error("request_failed", {{"request", request.id},
                                  {"operation", operation},
                                  {"method", request.method_text},
                                  {"path", path},
                                  {"status", response.status},
                                  {"peer", request.peer.address},
                                  {"ms", milliseconds(took)}});
  else
    kLog.info("request", {{"request", request.id},
                          {"operation", operation},
                          {"method", request.method_text},
                          {"path", path},
                          {"status", response.status},
                          {"peer", request.peer.address},
                          {"ms", milliseconds(took)}});
}

/// An id to quote when asking for help. The AWS door names its own.
void name_request(const http::Request& request, http::Response& response) {
  if (response.status >= 400 && !response.headers.find("X-Amzn-RequestId"))
    response.headers.add("X-Request-Id", request.id);
}

}  // namespace

struct Front::Impl {
  struct Entry {
    std::unique_ptr<Door> door;
    std::vector<OperationInfo> rows;
    std::vector<RowMetrics> metrics;
    RowMetrics unrouted;  ///< claimed, but no row fits
  };
  std::vector<Entry> entries;
  RowMetrics unclaimed;
  Around around;

  Impl(observe::Metrics& metrics, Around given) : unclaimed(metrics, "none", "unclaimed"), around(given) {}
  const Entry* find(const http::Request& request) const;
};

/// Null if no door claims the request, or its listener has nothing to do with that door.
const Front::Impl::Entry* Front::Impl::find(const http::Request& request) const {
  const auto entry = std::ranges::find_if(entries, [&](const Entry& e) { return e.door->claims(request); });
  if (entry == entries.end()) return nullptr;
  const Endpoint::Doors served = around.endpoints.of(request).doors;
  const Door::Kind kind = entry->door->kind();
  const bool is_served = served == Endpoint::Doors::kAll || kind == Door::Kind::kLayers ||
                         (served == Endpoint::Doors::kApi) == (kind == Door::Kind::kApi);
  return is_served ? &*entry : nullptr;
}

Front::Front(std::vector<std::unique_ptr<Door>> doors, observe::Metrics& metrics, Around around)
    : impl_(std::make_unique<Impl>(metrics, around)) {
  for (auto& door : doors) {
    auto rows = door->operations();
    const std::string_view service = rows.empty() ? std::string_view("none") : rows.front().service;
    std::vector<RowMetrics> handles;
    handles.reserve(rows.size());
    for (const OperationInfo& row : rows) handles.emplace_back(metrics, row.service, row.operation);
    impl_->entries.push_back(
        {std::move(door), std::move(rows), std::move(handles), RowMetrics(metrics, service, "unrouted")});
  }
}

Front::~Front() = default;

boost::asio::awaitable<http::Response> Front::handle(http::Request& request) {
  const auto start = std::chrono::steady_clock::now();
  const Impl::Entry* entry = impl_->find(request);
  if (entry == nullptr) {
    http::Response response = page_not_found();
    name_request(request, response);
    impl_->unclaimed.count(response.status, std::chrono::steady_clock::now() - start);
    co_return response;
  }

  const AuditTrail* audit = impl_->around.audit;
  CallNote note;
  note.is_ignored = audit == nullptr;
  const bool is_let_in = audit == nullptr || audit->accepts();
  http::Response response;
  if (is_let_in)
    response = co_await entry->door->handle(request, note);
  else
    response = entry->door->refusal(request, {ErrorKind::kUnavailable, "The call cannot be recorded; try again later"});
  const auto took = std::chrono::steady_clock::now() - start;
  const bool routed = request.route < entry->rows.size();
  const OperationInfo* row = routed ? &entry->rows[request.route] : nullptr;
  (routed ? entry->metrics[request.route] : entry->unrouted).count(response.status, took);
  log_outcome(request, row, response, took);
  if (audit != nullptr && is_let_in)
    audit->record(request, entry->rows.empty() ? std::string_view() : entry->rows.front().service, row, std::move(note),
                  response.status);
  name_request(request, response);
  co_return response;
}

std::vector<OperationInfo> Front::operations() const {
  std::vector<OperationInfo> all;
  for (const Impl::Entry& entry : impl_->entries) all.insert(all.end(), entry.rows.begin(), entry.rows.end());
  return all;
}

void log_failure(const http::Request& request, std::string_view operation, const Error& error) {
  kLog.error("operation_failed", {{"request", request.id},
                                  {"operation", operation},
                                  {"kind", to_string(error.kind())},
                                  {"message", error.message()},
                                  {"detail", error.detail()},
                                  {"file", error.where().file_name()},
                                  {"line", error.where().line()}});
}

}  // namespace entrepot::api
