#include "api/aws/body.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "crypto/hash.h"

namespace entrepot::api::aws {
namespace {

std::unexpected<Error> too_large(std::size_t limit) {
  return fail(ErrorKind::kTooLarge,
              fmt::format("The request body is larger than the {} bytes that this operation takes", limit));
}

}  // namespace

async::Task<Body> read_body(http::Request& request, std::size_t limit) {
  if (request.content_length.value_or(0) > limit) co_return too_large(limit);
  Body out;
  out.text.reserve(static_cast<std::size_t>(request.content_length.value_or(0)));
  crypto::Hasher hasher(DigestAlgorithm::kSha256);
  while (true) {
    ENTREPOT_CO_TRY(const async::Slice slice, co_await request.body->next());
    if (slice.bytes.empty()) break;
    if (slice.bytes.size() > limit - out.text.size()) co_return too_large(limit);
    hasher.update(slice.bytes);
    out.text += as_text(slice.bytes);
  }
  out.sha256_hex = hasher.finish().hex();
  co_return out;
}

}  // namespace entrepot::api::aws
