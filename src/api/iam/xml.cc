#include "api/iam/xml.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

#include "api/aws/answer.h"
#include "base/encoding.h"

namespace entrepot::api::iam_service {

Xml& Xml::text(std::string_view name, std::string_view value) {
  out_ += aws::xml_element(name, value);
  return *this;
}

Xml& Xml::number(std::string_view name, std::int64_t value) {
  return text(name, std::to_string(value));
}

Xml& Xml::boolean(std::string_view name, bool value) {
  return text(name, value ? "true" : "false");
}

Xml& Xml::time(std::string_view name, SysTime value) {
  return text(name, iso_seconds(value));
}

Xml& Xml::document(std::string_view name, std::string_view value) {
  return text(name, percent_encode(value));
}

void Xml::open(std::string_view name) {
  out_ += fmt::format("<{}>", name);
}

void Xml::close(std::string_view name) {
  out_ += fmt::format("</{}>", name);
}

std::string iso_seconds(SysTime time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", std::chrono::floor<std::chrono::seconds>(time));
}

}  // namespace entrepot::api::iam_service
