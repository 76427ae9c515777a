// Parameters of the query protocol, from the query string and the form.

#include <cstdint>
#include <cstdlib>

#include "api/aws/form.h"
#include "base/encoding.h"

namespace aws = entrepot::api::aws;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entrepot::as_text({data, size});
  aws::Parameters parameters;
  if (const auto read = aws::read_parameters(text, parameters); !read) {
    if (read.error().kind() != entrepot::ErrorKind::kSerialization) std::abort();
    return 0;
  }
  if (parameters.size() > aws::kMaxParameters) std::abort();
  // Written out again, they are read as the same.
  std::string again;
  for (const auto& [name, value] : parameters) {
    if (name.starts_with("X-Amz-")) std::abort();
    again += entrepot::percent_encode(name) + "=" + entrepot::percent_encode(value) + "&";
  }
  aws::Parameters second;
  if (!aws::read_parameters(again, second) || second != parameters) std::abort();
  return 0;
}
