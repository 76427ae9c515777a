#include "api/body_budget.h"

#include <algorithm>

namespace entrepot::api {

Result<BodyBudget::Share> BodyBudget::take(std::size_t bytes) {
  if (bytes <= small_) return Share();
  if (used_.fetch_add(bytes) + bytes > limit_) {
    used_ -= bytes;
    return fail(ErrorKind::kOverloaded, "Too many large requests at once. Try again.");
  }
  return Share(this, bytes);
}

std::size_t body_bytes(const http::Request& request, std::size_t limit) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(request.content_length.value_or(limit), limit));
}

}  // namespace entrepot::api
