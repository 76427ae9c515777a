#pragma once
// Answers in the two protocols of AWS.

#include <string>
#include <string_view>

#include "base/error.h"
#include "http/message.h"
#include "json/reader.h"

namespace entrepot::api::aws {

http::Response json_answer(unsigned status, std::string text, std::string_view request_id);
/// {"__type":"<Name>", members.., "message":".."}. `members`: what the exception's shape has besides the message.
http::Response json_error_answer(const Error& error, const json::Object& members, std::string_view request_id);

struct XmlAnswer {
  std::string_view operation;
  std::string_view xmlns;
  std::string_view request_id;
};
/// <OpResponse xmlns=".."><OpResult>`result`</OpResult><ResponseMetadata>..</ResponseMetadata></OpResponse>; `result`
/// is XML already; without one there is no Result element, as of operations that the model gives no output.
http::Response xml_answer(const XmlAnswer& about, std::string_view result);
http::Response xml_error_answer(const Error& error, std::string_view xmlns, std::string_view request_id);

/// <name>text</name>, with the text escaped; characters that XML 1.0 cannot hold become '?'.
std::string xml_element(std::string_view name, std::string_view text);

}  // namespace entrepot::api::aws
