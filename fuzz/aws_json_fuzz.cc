// Request bodies of the AWS door: parsing, and reading members of every kind.

#include <cstdint>
#include <cstdlib>

#include "base/encoding.h"
#include "json/reader.h"

namespace json = entrepot::json;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entrepot::as_text({data, size});
  const auto value = json::parse(text);
  if (!value) {
    if (value.error().kind() != entrepot::ErrorKind::kSerialization) std::abort();
    return 0;
  }
  // What was accepted is a document that survives being written and read again.
  const auto again = json::parse(boost::json::serialize(*value));
  if (!again) std::abort();
  const json::Object* object = value->if_object();
  if (object == nullptr) return 0;

  json::Reader in(*object);
  for (const auto& member : *object) {
    const std::string_view name{member.key().data(), member.key().size()};
    in.optional_string(name, {1, 256});
    in.optional_integer(name);
    in.optional_bool(name, false);
    in.optional_object(name);
    in.optional_strings(name, {1, 100});
  }
  const bool was_ok = in.ok();
  if (was_ok != in.finish().has_value()) std::abort();
  return 0;
}
