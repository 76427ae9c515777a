#include "api/oci/upload_part.h"

#include "api/range.h"

namespace entrepot::api::oci {

Result<registry::Uploads::Part> parse_part(const http::Request& request) {
  const auto header = request.headers.find("Content-Range");
  if (!header) return registry::Uploads::Part{};
  ENTREPOT_TRY(const auto range, parse_content_range(*header));
  if (request.content_length && *request.content_length != range.length())
    return fail(ErrorKind::kInvalidParameter, "Content-Range " + std::to_string(range.first) + "-" +
                                                  std::to_string(range.last) + " is " + std::to_string(range.length()) +
                                                  " bytes, but Content-Length is " +
                                                  std::to_string(*request.content_length));
  return registry::Uploads::Part{.first_byte = range.first, .last_byte = range.last};
}

void add_progress(const Call& call, std::uint64_t bytes, http::Headers& headers) {
  headers.add("Location", upload_location(call.repository, call.reference));
  headers.add("Docker-Upload-UUID", call.reference);
  headers.add("Range", upload_range(bytes));
}

}  // namespace entrepot::api::oci
