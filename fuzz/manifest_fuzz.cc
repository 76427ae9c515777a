// Manifests. The first line of the input is the declared media type, the rest is the manifest.

#include <cstdint>
#include <cstdlib>

#include "base/encoding.h"
#include "manifest/descriptor.h"
#include "manifest/manifest.h"

namespace manifest = entrepot::manifest;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = entrepot::as_text({data, size});
  const std::size_t line = std::min(text.find('\n'), text.size());
  const auto parsed = manifest::parse(text.substr(std::min(line + 1, text.size())), text.substr(0, line));
  if (!parsed) {
    if (parsed.error().kind() != entrepot::ErrorKind::kInvalidManifest) std::abort();
    return 0;
  }
  // It goes into a header as it is.
  if (!manifest::is_media_type(parsed->media_type)) std::abort();
  const bool is_index = parsed->kind == manifest::Kind::kIndex;
  if (is_index && (parsed->config || !parsed->layers.empty())) std::abort();
  if (!is_index && !parsed->children.empty()) std::abort();
  if (parsed->layers.size() > manifest::kMaxLayers || parsed->children.size() > manifest::kMaxChildren) std::abort();
  if (parsed->required_blobs().size() > parsed->layers.size() + 1) std::abort();
  if (parsed->blob_bytes() > (std::uint64_t{1} << 62)) std::abort();
  return 0;
}
