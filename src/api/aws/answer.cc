#include "api/aws/answer.h"

#include <fmt/format.h>

#include "api/aws/json_text.h"
#include "api/aws/wire_error.h"

namespace entrepot::api::aws {
namespace {

http::Response answer(unsigned status, std::string_view content_type, std::string text, std::string_view request_id) {
  http::Response response;
  response.status = status;
  response.headers.add("x-amzn-RequestId", std::string(request_id));
  response.headers.add("Content-Type", std::string(content_type));
  response.body = std::move(text);
  return response;
}

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? '?' : c;
    }
  }
  return out;
}

}  // namespace

http::Response json_answer(unsigned status, std::string text, std::string_view request_id) {
  return answer(status, "application/x-amz-json-1.1", std::move(text), request_id);
}

http::Response json_error_answer(const Error& error, const json::Object& members, std::string_view request_id) {
  const WireName name = json_error(error.kind());
  json::Object body{{"__type", name.code}};
  for (const auto& [key, value] : members) body[key] = value;
  body["message"] = error.message();
  http::Response response = json_answer(name.status, to_text(body), request_id);
  response.headers.add("X-Amzn-ErrorType", std::string(name.code));  // the SDK for Go reads this one first
  return response;
}

http::Response xml_answer(const XmlAnswer& about, std::string_view result) {
  const std::string inside =
      result.empty() ? std::string() : fmt::format("  <{0}Result>\n{1}  </{0}Result>\n", about.operation, result);
  const std::string text = fmt::format(
      "<{0}Response xmlns=\"{1}\">\n{2}  <ResponseMetadata>\n    {3}\n  </ResponseMetadata>\n</{0}Response>\n",
      about.operation, about.xmlns, inside, xml_element("RequestId", about.request_id));
  return answer(200, "text/xml", text, about.request_id);
}

http::Response xml_error_answer(const Error& error, std::string_view xmlns, std::string_view request_id) {
  const WireName name = query_error(error.kind());
  const std::string text = fmt::format(
      "<ErrorResponse xmlns=\"{}\">\n  <Error>\n    <Type>{}</Type>\n    {}\n    {}\n  </Error>\n  {}\n"
      "</ErrorResponse>\n",
      xmlns, name.status < 500 ? "Sender" : "Receiver", xml_element("Code", name.code),
      xml_element("Message", error.message()), xml_element("RequestId", request_id));
  return answer(name.status, "text/xml", text, request_id);
}

std::string xml_element(std::string_view name, std::string_view text) {
  return fmt::format("<{0}>{1}</{0}>", name, escape(text));
}

}  // namespace entrepot::api::aws
