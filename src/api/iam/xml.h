#pragma once
// Writes the inside of an answer of the query protocol.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace entrepot::api::iam_service {

class Xml {
 public:
  Xml& text(std::string_view name, std::string_view value);
  Xml& number(std::string_view name, std::int64_t value);
  Xml& boolean(std::string_view name, bool value);
  /// "2026-01-31T10:00:00Z".
  Xml& time(std::string_view name, SysTime value);
  /// A policy document: URL-encoded, as IAM gives them.
  Xml& document(std::string_view name, std::string_view value);

  /// <name>..</name>, with what `inside()` writes.
  template <class F>
  Xml& structure(std::string_view name, F inside) {
    open(name);
    inside();
    close(name);
    return *this;
  }
  /// <name><member>..</member>..</name>, with what `item(x)` writes for each.
  template <class Range, class F>
  Xml& list(std::string_view name, const Range& range, F item) {
    open(name);
    for (const auto& x : range) {
      open("member");
      item(x);
      close("member");
    }
    close(name);
    return *this;
  }
  /// The text of the members of a list, when they are simple.
  template <class Range>
  Xml& texts(std::string_view name, const Range& range) {
    open(name);
    for (const auto& x : range) text("member", x);
    close(name);
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  void open(std::string_view name);
  void close(std::string_view name);
  std::string out_;
};

/// "2026-01-31T10:00:00Z".
std::string iso_seconds(SysTime time);

}  // namespace entrepot::api::iam_service
