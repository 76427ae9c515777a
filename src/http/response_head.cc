#include "http/response_head.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "http/request_checks.h"

namespace entrepot::http {
namespace {

constexpr std::array<bool, 256> kNameByte = [] {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[c] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'}) table[c] = true;
  return table;
}();

bool is_field_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return kNameByte[static_cast<unsigned char>(c)]; });
}

bool is_field_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

bool set_by_server(std::string_view name) {
  switch (name.size()) {
    case 4:
      return same_text(name, "Date");
    case 10:
      return same_text(name, "Connection");
    case 14:
      return same_text(name, "Content-Length");
    case 17:
      return same_text(name, "Transfer-Encoding");
    default:
      return false;
  }
}

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

}  // namespace

std::string_view reason_phrase(unsigned status) noexcept {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Status";
  }
}

std::string_view http_date() noexcept {
  struct Cached {
    std::time_t second = -1;
    std::array<char, 40> text{};
    std::size_t size = 0;
  };
  thread_local Cached cached;
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != cached.second) {
    cached.second = now.tv_sec;
    std::tm parts{};
    ::gmtime_r(&cached.second, &parts);
    static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto written = fmt::format_to_n(
        cached.text.data(), cached.text.size(), "{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays.at(parts.tm_wday),
        parts.tm_mday, kMonths.at(parts.tm_mon), parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    cached.size = written.size;
  }
  return {cached.text.data(), cached.size};
}

bool write_head(const HeadShape& shape, const Headers& fields, std::string& out) {
  out.assign("HTTP/1.1 ");
  append_number(out, shape.status);
  out.append(" ").append(reason_phrase(shape.status));
  out.append("\r\nDate: ").append(http_date());
  for (const auto& [name, value] : fields.fields()) {
    if (set_by_server(name)) continue;
    if (!is_field_name(name) || !is_field_value(value)) return false;
    out.append("\r\n").append(name).append(": ").append(value);
  }
  if (shape.framing == BodyFraming::kLength) {
    out.append("\r\nContent-Length: ");
    append_number(out, shape.length);
  } else if (shape.framing == BodyFraming::kChunked) {
    out.append("\r\nTransfer-Encoding: chunked");
  }
  if (shape.close) out.append("\r\nConnection: close");
  out.append("\r\n\r\n");
  return true;
}

std::string closing_answer(unsigned status, std::string_view text) {
  Headers fields;
  fields.add("Content-Type", "text/plain; charset=utf-8");
  std::string out;
  write_head({.status = status, .framing = BodyFraming::kLength, .length = text.size() + 1, .close = true}, fields,
             out);
  return out.append(text).append("\n");
}

}  // namespace entrepot::http
