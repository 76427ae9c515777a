#pragma once
// Counters, gauges and histograms, and their Prometheus text exposition (format 0.0.4).

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entrepot::observe {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
 public:
  void add(std::uint64_t n = 1) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void add(std::int64_t n) noexcept { value_.fetch_add(n, std::memory_order_relaxed); }
  void set(std::int64_t n) noexcept { value_.store(n, std::memory_order_relaxed); }
  std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// Latencies in seconds, fixed buckets from 100 us to 60 s.
class Histogram {
 public:
  static constexpr std::array kBounds{0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 60.0};
  void observe(double seconds) noexcept;
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> buckets{};
  std::atomic<std::uint64_t> micros_sum{0};
};

/// Owns every metric. Handles stay valid as long as the registry; look them up once and keep them, not per request.
/// Thread-safe. The same name and labels give the same metric.
class Metrics {
 public:
  Counter& counter(std::string_view name, std::string_view help, Labels labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, Labels labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, Labels labels = {});
  /// Read at scrape time.
  void gauge_fn(std::string_view name, std::string_view help, std::function<double()> read);

  std::string render() const;

 private:
  struct Family;
  struct Series {
    Labels labels;
    Counter counter;
    Gauge gauge;
    Histogram histogram;
    std::function<double()> read;
  };
  struct Family {
    std::string help;
    std::string type;
    std::deque<Series> series;
  };
  Series& series(std::string_view name, std::string_view help, std::string_view type, Labels labels);

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
};

}  // namespace entrepot::observe
