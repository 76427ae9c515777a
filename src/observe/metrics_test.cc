#include "observe/metrics.h"

#include <gtest/gtest.h>

namespace entrepot::observe {
namespace {

TEST(Metrics, RendersPrometheusText) {
  Metrics metrics;
  metrics.counter("requests_total", "Requests.", {{"door", "o\"ci"}}).add(3);
  metrics.gauge("open", "Open.").set(-2);
  metrics.gauge_fn("now", "Read.", [] { return 1.5; });
  metrics.histogram("seconds", "Latency.").observe(0.002);

  const std::string text = metrics.render();

  EXPECT_NE(text.find("# TYPE requests_total counter\nrequests_total{door=\"o\\\"ci\"} 3\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("open -2\n"), std::string::npos);
  EXPECT_NE(text.find("now 1.5\n"), std::string::npos);
  EXPECT_NE(text.find("seconds_bucket{le=\"0.001\"} 0\nseconds_bucket{le=\"0.005\"} 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("seconds_count 1\n"), std::string::npos);
}

TEST(Metrics, SameNameAndLabelsGiveTheSameMetric) {
  Metrics metrics;
  metrics.counter("a", "A.", {{"x", "1"}}).add();
  EXPECT_EQ(metrics.counter("a", "A.", {{"x", "1"}}).value(), 1u);
  EXPECT_EQ(metrics.counter("a", "A.", {{"x", "2"}}).value(), 0u);
}

}  // namespace
}  // namespace entrepot::observe
