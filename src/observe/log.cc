#include "observe/log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/json.hpp>
#include <chrono>

namespace entrepot::observe {
namespace {

std::atomic<Level> g_level{Level::kInfo};

spdlog::logger& sink() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = std::make_shared<spdlog::logger>("entrepot", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *logger;
}

std::string_view name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
  }
  return "?";
}

std::string where(const Error& error) {
  std::string_view file = error.where().file_name();
  if (const auto at = file.rfind("src/"); at != std::string_view::npos) file.remove_prefix(at + 4);
  return fmt::format("{}:{}", file, error.where().line());
}

}  // namespace

void set_log_level(Level level) {
  g_level = level;
}

void Logger::write(Level level, std::string_view event, std::initializer_list<Field> fields) const {
  if (level < g_level.load(std::memory_order_relaxed)) return;
  const auto now = std::chrono::system_clock::now();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  boost::json::object line;
  line["time"] = fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(now)), ms);
  line["level"] = name(level);
  line["room"] = room_;
  line["event"] = event;
  for (const Field& field : fields) {
    std::visit([&](const auto& value) { line[field.name] = value; }, field.value);
  }
  sink().log(spdlog::level::critical, "{}", boost::json::serialize(line));
}

void Logger::error(std::string_view event, const Error& e) const {
  error(event, {{"kind", to_string(e.kind())}, {"message", e.message()}, {"detail", e.detail()}, {"at", where(e)}});
}

void Logger::warn(std::string_view event, const Error& e) const {
  warn(event, {{"kind", to_string(e.kind())}, {"message", e.message()}, {"detail", e.detail()}, {"at", where(e)}});
}

}  // namespace entrepot::observe
