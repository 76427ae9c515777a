#pragma once
// Memory of the request bodies that a door reads whole.

#include <atomic>
#include <cstddef>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "http/message.h"

namespace entrepot::api {

/// Bounds the bytes of all bodies that a door holds at once. Thread-safe; must outlive its shares.
///
/// Up to `small` bytes go uncounted: the number of such bodies is limited already, by that of connections and of
/// requests in flight, and whoever fills the budget with large ones, slowly, must not keep everybody else out.
class BodyBudget {
 public:
  static constexpr std::size_t kSmall = 64_KiB;

  explicit BodyBudget(std::size_t limit, std::size_t small = kSmall) : limit_(limit), small_(small) {}

  class Share {
   public:
    Share() = default;
    Share(BodyBudget* budget, std::size_t bytes) : budget_(budget), bytes_(bytes) {}
    Share(Share&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    Share& operator=(Share&& other) noexcept {
      std::swap(budget_, other.budget_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Share() {
      if (budget_ != nullptr) budget_->used_ -= bytes_;
    }

   private:
    BodyBudget* budget_ = nullptr;
    std::size_t bytes_ = 0;
  };

  /// kOverloaded when so many bytes are not free.
  Result<Share> take(std::size_t bytes);
  std::size_t used() const { return used_.load(); }

 private:
  const std::size_t limit_;
  const std::size_t small_;
  std::atomic<std::size_t> used_{0};
};

/// How many bytes of budget a request needs: what it announces, or all it may send.
std::size_t body_bytes(const http::Request& request, std::size_t limit);

}  // namespace entrepot::api
