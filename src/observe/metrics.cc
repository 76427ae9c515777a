#include "observe/metrics.h"

#include <fmt/format.h>

#include <algorithm>

namespace entrepot::observe {
namespace {

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

std::string label_text(const Labels& labels, std::string_view extra = {}) {
  std::string out;
  for (const auto& [name, value] : labels)
    out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", name, escape(value));
  if (!extra.empty()) out += fmt::format("{}{}", out.empty() ? "" : ",", extra);
  return out.empty() ? "" : "{" + out + "}";
}

}  // namespace

void Histogram::observe(double seconds) noexcept {
  const auto at = std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin();
  buckets[static_cast<std::size_t>(at)].fetch_add(1, std::memory_order_relaxed);
  micros_sum.fetch_add(static_cast<std::uint64_t>(seconds * 1e6), std::memory_order_relaxed);
}

Metrics::Series& Metrics::series(std::string_view name, std::string_view help, std::string_view type, Labels labels) {
  const std::lock_guard lock(mutex_);
  Family& family = families_[std::string(name)];
  family.help = help;
  family.type = type;
  for (Series& one : family.series) {
    if (one.labels == labels) return one;
  }
  Series& made = family.series.emplace_back();
  made.labels = std::move(labels);
  return made;
}

Counter& Metrics::counter(std::string_view name, std::string_view help, Labels labels) {
  return series(name, help, "counter", std::move(labels)).counter;
}
Gauge& Metrics::gauge(std::string_view name, std::string_view help, Labels labels) {
  return series(name, help, "gauge", std::move(labels)).gauge;
}
Histogram& Metrics::histogram(std::string_view name, std::string_view help, Labels labels) {
  return series(name, help, "histogram", std::move(labels)).histogram;
}
void Metrics::gauge_fn(std::string_view name, std::string_view help, std::function<double()> read) {
  series(name, help, "gauge", {}).read = std::move(read);
}

std::string Metrics::render() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& [name, family] : families_) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, family.help, name, family.type);
    for (const Series& one : family.series) {
      if (family.type == "counter") {
        out += fmt::format("{}{} {}\n", name, label_text(one.labels), one.counter.value());
      } else if (family.type == "gauge") {
        out += one.read ? fmt::format("{}{} {}\n", name, label_text(one.labels), one.read())
                        : fmt::format("{}{} {}\n", name, label_text(one.labels), one.gauge.value());
      } else {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < Histogram::kBounds.size(); ++i) {
          sum += one.histogram.buckets[i].load(std::memory_order_relaxed);
          out += fmt::format("{}_bucket{} {}\n", name,
                             label_text(one.labels, fmt::format("le=\"{}\"", Histogram::kBounds[i])), sum);
        }
        sum += one.histogram.buckets.back().load(std::memory_order_relaxed);
        out += fmt::format("{}_bucket{} {}\n", name, label_text(one.labels, "le=\"+Inf\""), sum);
        out += fmt::format("{}_sum{} {}\n", name, label_text(one.labels),
                           static_cast<double>(one.histogram.micros_sum.load(std::memory_order_relaxed)) / 1e6);
        out += fmt::format("{}_count{} {}\n", name, label_text(one.labels), sum);
      }
    }
  }
  return out;
}

}  // namespace entrepot::observe
