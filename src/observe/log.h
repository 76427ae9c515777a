#pragma once
// One JSON line for each event, on standard error. Never a secret, never a token, never an Authorization header.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"

namespace entrepot::observe {

enum class Level : std::uint8_t { kDebug, kInfo, kWarn, kError };

/// A field of a log line. Text is escaped; nothing is interpreted.
struct Field {
  std::string_view name;
  std::variant<std::string, std::int64_t, std::uint64_t, double, bool> value;

  Field(std::string_view n, std::string v) : name(n), value(std::move(v)) {}
  Field(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, bool v) : name(n), value(v) {}
  Field(std::string_view n, double v) : name(n), value(v) {}
  template <std::signed_integral T>
  Field(std::string_view n, T v) : name(n), value(static_cast<std::int64_t>(v)) {}
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  Field(std::string_view n, T v) : name(n), value(static_cast<std::uint64_t>(v)) {}
};

/// One logger for each room: `namespace { constexpr observe::Logger kLog{"registry.upload"}; }`
class Logger {
 public:
  explicit constexpr Logger(std::string_view room) : room_(room) {}
  void debug(std::string_view event, std::initializer_list<Field> fields = {}) const {
    write(Level::kDebug, event, fields);
  }
  void info(std::string_view event, std::initializer_list<Field> fields = {}) const {
    write(Level::kInfo, event, fields);
  }
  void warn(std::string_view event, std::initializer_list<Field> fields = {}) const {
    write(Level::kWarn, event, fields);
  }
  void error(std::string_view event, std::initializer_list<Field> fields = {}) const {
    write(Level::kError, event, fields);
  }
  /// An Error with its private detail and where it arose.
  void error(std::string_view event, const Error& error) const;
  void warn(std::string_view event, const Error& error) const;

 private:
  void write(Level level, std::string_view event, std::initializer_list<Field> fields) const;
  std::string_view room_;
};

/// Lines below `level` are dropped. Default: info.
void set_log_level(Level level);

}  // namespace entrepot::observe
