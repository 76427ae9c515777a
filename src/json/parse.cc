#include <fmt/format.h>

#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <string>

#include "base/encoding.h"
#include "json/reader.h"

namespace entrepot::json {
namespace {

using boost::json::error_code;

/// Builds the document from the parser's events. Boost's own parser keeps the last of several equal keys without a
/// word; two readers that keep different ones see different requests (the signature covers both), so here it is an
/// error.
class Builder {
 public:
  // Names that Boost.JSON's handler concept asks for. Sizes are bounded by the text itself.
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  explicit Builder(std::size_t max_values) : max_values_(max_values) {}

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code& ec) { return open(Object(), ec); }
  bool on_object_end(std::size_t, error_code& ec) { return close(ec); }
  bool on_array_begin(error_code& ec) { return open(Array(), ec); }
  bool on_array_end(std::size_t, error_code& ec) { return close(ec); }

  bool on_key_part(boost::json::string_view part, std::size_t, error_code&) {
    frames_.back().key.append(part.data(), part.size());
    return true;
  }
  bool on_key(boost::json::string_view part, std::size_t size, error_code& ec) { return on_key_part(part, size, ec); }
  bool on_string_part(boost::json::string_view part, std::size_t, error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_string(boost::json::string_view part, std::size_t, error_code& ec) {
    text_.append(part.data(), part.size());
    const bool added = add(Value(text_), ec);
    text_.clear();
    return added;
  }

  bool on_number_part(boost::json::string_view, error_code&) { return true; }
  bool on_int64(std::int64_t number, boost::json::string_view, error_code& ec) { return add(Value(number), ec); }
  bool on_uint64(std::uint64_t number, boost::json::string_view, error_code& ec) { return add(Value(number), ec); }
  bool on_double(double number, boost::json::string_view, error_code& ec) {
    if (!std::isfinite(number)) return refuse("a number is too large", ec);
    return add(Value(number), ec);
  }
  bool on_bool(bool truth, error_code& ec) { return add(Value(truth), ec); }
  bool on_null(error_code& ec) { return add(Value(nullptr), ec); }
  bool on_comment_part(boost::json::string_view, error_code&) { return true; }
  bool on_comment(boost::json::string_view, error_code&) { return true; }

  Value take() { return std::move(root_); }
  /// Why the builder itself refused; empty if it was the parser.
  const std::string& reason() const { return reason_; }

 private:
  struct Frame {
    Value container;
    std::string key;
  };

  bool open(Value container, error_code&) {
    frames_.push_back({std::move(container), {}});
    return true;
  }
  bool close(error_code& ec) {
    Value done = std::move(frames_.back().container);
    frames_.pop_back();
    return add(std::move(done), ec);
  }
  bool add(Value value, error_code& ec) {
    if (++values_ > max_values_) return refuse(fmt::format("more than {} values", max_values_), ec);
    if (frames_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Frame& frame = frames_.back();
    if (Array* array = frame.container.if_array()) {
      array->push_back(std::move(value));
      return true;
    }
    const bool is_new = frame.container.get_object().emplace(frame.key, std::move(value)).second;
    if (!is_new) return refuse("the key '" + printable(frame.key, 64) + "' occurs twice in one object", ec);
    frame.key.clear();
    return true;
  }
  bool refuse(std::string reason, error_code& ec) {
    reason_ = std::move(reason);
    ec = boost::json::error::input_error;
    return false;
  }

  std::size_t max_values_;
  std::size_t values_ = 0;
  std::vector<Frame> frames_;
  std::string text_;
  Value root_;
  std::string reason_;
};

std::string reason_of(const error_code& ec, const ParseLimits& limits) {
  if (ec == boost::json::error::too_deep) return fmt::format("nested deeper than {} levels", limits.max_depth);
  if (ec == boost::json::error::extra_data) return "something follows the end of the JSON text";
  if (ec == boost::json::error::incomplete) return "the text ends too early";
  if (ec == boost::json::error::exponent_overflow) return "a number is too large";
  return ec.message();
}

std::string place_of(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = 1 + std::ranges::count(before, '\n');
  const auto start = before.rfind('\n');
  return fmt::format("line {}, column {}", line, start == std::string_view::npos ? at + 1 : at - start);
}

}  // namespace

Result<Value> parse(std::string_view text, ParseLimits limits) {
  boost::json::parse_options options;
  options.max_depth = limits.max_depth;
  boost::json::basic_parser<Builder> parser(options, limits.max_values);
  error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = boost::json::error::extra_data;
  if (!ec && !parser.done()) ec = boost::json::error::incomplete;
  if (ec) {
    const std::string& own = parser.handler().reason();
    return fail(ErrorKind::kSerialization,
                fmt::format("Invalid JSON at {}: {}", place_of(text, std::min(read, text.size())),
                            own.empty() ? reason_of(ec, limits) : own));
  }
  return parser.handler().take();
}

}  // namespace entrepot::json
