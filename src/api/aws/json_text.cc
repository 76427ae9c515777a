#include "api/aws/json_text.h"

#include <fmt/format.h>

#include <iterator>

namespace entrepot::api::aws {
namespace {

void write_number(std::string& out, double number) {
  fmt::format_to(std::back_inserter(out), "{:.6f}", number);
  while (out.back() == '0' && out[out.size() - 2] != '.') out.pop_back();
}

void write(std::string& out, const json::Value& value) {
  if (const json::Object* object = value.if_object()) {
    out += '{';
    const char* separator = "";
    for (const auto& [name, member] : *object) {
      out += separator;
      separator = ",";
      write(out, json::Value(name));
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

}  // namespace entrepot::api::aws
