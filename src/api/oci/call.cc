#include "api/oci/call.h"

#include <algorithm>

#include "api/rights.h"
#include "base/encoding.h"

namespace entrepot::api::oci {

async::Task<bool> Call::may(std::string_view action, std::string other_repository) const {
  Rights rights(services, context);
  rights.about_repository(other_repository);
  if (!rights.is_ready()) ENTREPOT_CO_CHECK_OK(co_await rights.read());
  co_return rights.may(action).has_value();
}

Result<registry::ImageRef> parse_reference(std::string_view reference) {
  registry::ImageRef ref;
  if (reference.contains(':')) {
    ENTREPOT_TRY(ref.digest, Digest::parse(reference));
  } else {
    ENTREPOT_TRY(ref.tag, model::Tag::parse(reference));
  }
  return ref;
}

Result<std::string> parse_key(std::string_view parameter, std::string_view value) {
  constexpr std::size_t kLongest = 256;
  if (value.size() > kLongest || !std::ranges::all_of(value, [](char c) { return c >= ' ' && c <= '~'; }))
    return fail(ErrorKind::kInvalidParameter,
                "Invalid parameter at '" + std::string(parameter) +
                    "' failed to satisfy constraint: 'must be printable ASCII of at most " + std::to_string(kLongest) +
                    " characters'");
  return std::string(value);
}

std::string manifest_location(std::string_view repository, std::string_view reference) {
  return std::string("/v2/").append(repository).append("/manifests/").append(reference);
}

std::string blob_location(std::string_view repository, const Digest& digest) {
  return std::string("/v2/").append(repository).append("/blobs/").append(digest.text());
}

std::string upload_location(std::string_view repository, std::string_view id) {
  return std::string("/v2/").append(repository).append("/blobs/uploads/").append(id);
}

std::string upload_range(std::uint64_t bytes) {
  return "0-" + std::to_string(bytes == 0 ? 0 : bytes - 1);
}

}  // namespace entrepot::api::oci
