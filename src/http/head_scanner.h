#pragma once
// The strict look at the raw bytes of a request head, before any parser sees them: line endings, control bytes, folded
// lines, and sizes. What two parsers could read differently never gets past it.

#include <cstddef>
#include <string>
#include <string_view>

namespace entrepot::http {

/// Why a request is not even looked at: what the server answers before it closes.
struct Refusal {
  unsigned status = 400;
  std::string text;
};

inline constexpr std::size_t kMaxRequestLine = 8 * 1024;

/// One head at a time; fed the whole unread input again and again, it looks at each byte once.
class HeadScanner {
 public:
  enum class Step { kMore, kDone, kRefused };

  HeadScanner(std::size_t max_bytes, std::size_t max_fields) : max_bytes_(max_bytes), max_fields_(max_fields) {}

  void restart();
  /// `input` begins at the first byte of the request.
  Step scan(std::string_view input);

  /// After kDone: the head without an empty line before it, and with the empty line that ends it.
  std::size_t head_begin() const { return begin_; }
  std::size_t head_end() const { return at_; }
  /// After kRefused.
  const Refusal& refusal() const { return refusal_; }

 private:
  Step refuse(unsigned status, std::string_view text);
  Step check_sizes();
  /// `length` bytes without the line ending.
  Step end_line(std::size_t length, char first);

  const std::size_t max_bytes_;
  const std::size_t max_fields_;
  std::size_t begin_ = 0;
  std::size_t at_ = 0;
  std::size_t line_ = 0;  ///< where the current line begins
  std::size_t lines_ = 0;
  Refusal refusal_;
};

}  // namespace entrepot::http
