#pragma once
// Request bodies of the AWS door: read whole, because the signature covers them, so their memory is budgeted.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "async/byte_source.h"
#include "async/task.h"
#include "base/bytes.h"
#include "http/message.h"

namespace entrepot::api::aws {

/// Bounds the bytes of all bodies that are held at once: a signature can only be checked when the whole body is there,
/// so whoever can connect can make the server hold one. Thread-safe.
class BodyBudget {
 public:
  explicit BodyBudget(std::size_t limit) : limit_(limit) {}

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
  std::size_t limit_;
  std::atomic<std::size_t> used_{0};
};

struct Body {
  std::string text;
  std::string sha256_hex;  ///< of the bytes received
};

/// Reads to the end, hashing on the way. kTooLarge beyond `limit`, before reading when the length is announced.
async::Task<Body> read_body(http::Request& request, std::size_t limit);

/// How many bytes of budget a request needs: what it announces, or all it may send.
std::size_t body_bytes(const http::Request& request, std::size_t limit);

}  // namespace entrepot::api::aws
