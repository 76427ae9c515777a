#include "http/head_scanner.h"

#include <fmt/format.h>

#include <array>

namespace entrepot::http {
namespace {

// Everything that may stand inside a line: RFC 9110 field-content, so no control bytes but the tab.
constexpr std::array<bool, 256> kInsideLine = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0x20; c < 256; ++c) table[c] = c != 0x7f;
  table['\t'] = true;
  return table;
}();

constexpr std::size_t kStep = 32;

/// Whether kStep bytes are plain: none of them ends a line or needs a closer look. Written for the vectoriser.
bool all_plain(const unsigned char* bytes) {
  unsigned char odd = 0;
  for (std::size_t i = 0; i < kStep; ++i)
    odd |= static_cast<unsigned char>((bytes[i] < 0x20 ? 1 : 0) | (bytes[i] == 0x7f ? 1 : 0));
  return odd == 0;
}

}  // namespace

void HeadScanner::restart() {
  begin_ = at_ = line_ = lines_ = 0;
  refusal_ = {};
}

HeadScanner::Step HeadScanner::refuse(unsigned status, std::string_view text) {
  refusal_ = {status, std::string(text)};
  return Step::kRefused;
}

HeadScanner::Step HeadScanner::check_sizes() {
  if (lines_ == 0 && at_ - line_ > kMaxRequestLine) {
    return refuse(414, fmt::format("the request line is longer than {} bytes", kMaxRequestLine));
  }
  if (at_ - begin_ > max_bytes_) return refuse(431, fmt::format("the headers are larger than {} bytes", max_bytes_));
  return Step::kMore;
}

HeadScanner::Step HeadScanner::end_line(std::size_t length, char first) {
  if (lines_ > 0 && length == 0) {
    at_ += 2;
    return check_sizes() == Step::kRefused ? Step::kRefused : Step::kDone;
  }
  if (const Step step = check_sizes(); step != Step::kMore) return step;
  at_ += 2;
  if (length == 0) {  // RFC 9112 2.2: one empty line before the request line is forgiven
    if (begin_ != 0) return refuse(400, "empty lines before the request line");
    begin_ = at_;
  } else {
    if (lines_ > 0 && (first == ' ' || first == '\t')) return refuse(400, "a header line is folded");
    if (lines_++ > max_fields_) return refuse(431, fmt::format("there are more than {} header fields", max_fields_));
  }
  line_ = at_;
  return Step::kMore;
}

HeadScanner::Step HeadScanner::scan(std::string_view input) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(input.data());
  for (;;) {
    while (input.size() - at_ >= kStep && all_plain(bytes + at_)) at_ += kStep;
    while (at_ < input.size() && kInsideLine[bytes[at_]]) ++at_;
    if (at_ == input.size()) return check_sizes();
    if (bytes[at_] == '\n') return refuse(400, "a line ends with a bare line feed");
    if (bytes[at_] != '\r') return refuse(400, fmt::format("a control byte (0x{:02x}) in the headers", bytes[at_]));
    if (at_ + 1 == input.size()) return check_sizes();
    if (bytes[at_ + 1] != '\n') return refuse(400, "a bare carriage return in the headers");
    const Step step = end_line(at_ - line_, input[line_]);
    if (step != Step::kMore) return step;
  }
}

}  // namespace entrepot::http
