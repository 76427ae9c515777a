#include "http/message.h"

#include <fmt/format.h>

namespace entrepot::http {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::string_view to_string(Method method) noexcept {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kHead:
      return "HEAD";
    case Method::kPut:
      return "PUT";
    case Method::kPost:
      return "POST";
    case Method::kPatch:
      return "PATCH";
    case Method::kDelete:
      return "DELETE";
    case Method::kOptions:
      return "OPTIONS";
    case Method::kOther:
      return "other";
  }
  return "other";
}

void Headers::set(std::string_view name, std::string value) {
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [&](const auto& field) { return same_name(field.first, name); });
  if (found == fields_.end()) {
    add(std::string(name), std::move(value));
    return;
  }
  found->second = std::move(value);
  fields_.erase(
      std::remove_if(found + 1, fields_.end(), [&](const auto& field) { return same_name(field.first, name); }),
      fields_.end());
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (same_name(key, name)) return value;
  }
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(fields_.begin(), fields_.end(), [&](const auto& field) { return same_name(field.first, name); }));
}

async::Task<std::string> read_all(async::ByteSource& body, std::size_t limit) {
  std::string all;
  for (;;) {
    ENTREPOT_CO_TRY(const async::Slice slice, co_await body.next());
    if (slice.bytes.empty()) co_return all;
    if (slice.bytes.size() > limit - all.size()) {
      co_return fail(ErrorKind::kTooLarge, fmt::format("the request body is larger than the allowed {} bytes", limit));
    }
    all.append(reinterpret_cast<const char*>(slice.bytes.data()), slice.bytes.size());
  }
}

}  // namespace entrepot::http
