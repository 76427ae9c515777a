#include "api/aws/json_text.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <boost/json/monotonic_resource.hpp>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace entrepot::api::aws {
namespace {

/// Below it, whole microseconds survive the way into seconds and back (until the year 2049); the error stays under
/// half.
constexpr double kExactMicros = 2.5e15;

void write_number(std::string& out, double number) {
  if (const double micros = number * 1e6; micros >= 0 && micros < kExactMicros) {
    const auto whole = static_cast<std::uint64_t>(std::llround(micros));
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}.{:06}"), whole / 1'000'000, whole % 1'000'000);
  } else {
    fmt::format_to(std::back_inserter(out), "{:.6f}", number);
  }
  while (out.back() == '0' && out[out.size() - 2] != '.') out.pop_back();
}

/// Nearly every text needs no escape and is copied; the others take the library's way.
void write_text(std::string& out, std::string_view text) {
  bool needs_escape = false;  // without an early end, so that many characters are looked at in one step
  for (const char c : text) needs_escape |= static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
  if (needs_escape) {
    out += boost::json::serialize(json::Value(text));
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void write(std::string& out, const json::Value& value) {
  if (const json::Object* object = value.if_object()) {
    out += '{';
    const char* separator = "";
    for (const auto& [name, member] : *object) {
      out += separator;
      separator = ",";
      write_text(out, name);
      out += ':';
      write(out, member);
    }
    out += '}';
  } else if (const json::Array* array = value.if_array()) {
    out += '[';
    const char* separator = "";
    for (const json::Value& item : *array) {
      out += separator;
      separator = ",";
      write(out, item);
    }
    out += ']';
  } else if (const auto* text = value.if_string()) {
    write_text(out, *text);
  } else if (value.is_double()) {
    write_number(out, value.get_double());
  } else {
    out += boost::json::serialize(value);
  }
}

}  // namespace

std::string to_text(const json::Value& value) {
  std::string out;
  write(out, value);
  return out;
}

json::Value timestamp(SysTime time) {
  // 2^53 microseconds are the year 2255: until then a double holds them exactly enough for six decimals.
  return static_cast<double>(time.time_since_epoch().count()) / 1e6;
}

boost::json::storage_ptr list_storage() {
  constexpr std::size_t kFirstBlock = 16 * 1024;
  return boost::json::make_shared_resource<boost::json::monotonic_resource>(kFirstBlock);
}

}  // namespace entrepot::api::aws
