#include "api/replies.h"

#include <algorithm>

#include "model/media_types.h"

namespace entrepot::api {

http::Response text_reply(unsigned status, std::string body) {
  http::Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.body = std::move(body);
  return response;
}

http::Response page_not_found() {
  return text_reply(404, "404 page not found\n");
}

std::string_view content_type_or_octets(std::string_view media_type) {
  constexpr std::size_t kLongest = 255;
  const bool is_plain = !media_type.empty() && media_type.size() <= kLongest && media_type.contains('/') &&
                        std::ranges::all_of(media_type, [](char c) { return c >= ' ' && c <= '~' && c != ','; });
  return is_plain ? media_type : model::media_type::kOctetStream;
}

void forbid_rendering(http::Headers& headers) {
  headers.add("X-Content-Type-Options", "nosniff");
  headers.add("Content-Security-Policy", "default-src 'none'; sandbox");
}

}  // namespace entrepot::api
