#include "api/oci/route.h"

#include <algorithm>

#include "base/encoding.h"

namespace entrepot::api::oci {
namespace {

constexpr std::string_view kRoot = "/v2/";

/// Cuts the last segment off `path` (which has no leading slash); the whole of it when there is no slash.
std::string_view take_last(std::string_view& path) {
  const auto slash = path.rfind('/');
  const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  return last;
}

std::string decode_segment(std::string_view raw) {
  if (!raw.contains('%')) return std::string(raw);
  auto text = percent_decode(raw);
  const auto is_unsafe = [](unsigned char c) { return c == '/' || c < 0x20 || c >= 0x7f; };
  if (!text || std::ranges::any_of(*text, is_unsafe)) return std::string(raw);
  return *std::move(text);
}

std::string decode_name(std::string_view raw) {
  if (!raw.contains('%')) return std::string(raw);
  std::string name;
  for (bool is_first = true;; is_first = false) {
    const auto slash = raw.find('/');
    if (!is_first) name += '/';
    name += decode_segment(raw.substr(0, slash));
    if (slash == std::string_view::npos) return name;
    raw.remove_prefix(slash + 1);
  }
}

std::optional<Route> make(Endpoint endpoint, std::string_view name, std::string_view reference) {
  if (name.empty()) return std::nullopt;
  return Route{endpoint, decode_name(name), decode_segment(reference)};
}

}  // namespace

std::optional<Route> parse_route(std::string_view path) {
  if (path == "/v2") return Route{};
  if (!path.starts_with(kRoot)) return std::nullopt;
  std::string_view rest = path.substr(kRoot.size());
  if (rest.empty()) return Route{};
  if (rest == "_catalog") return Route{.endpoint = Endpoint::kCatalog};

  const std::string_view last = take_last(rest);
  const std::string_view kind = take_last(rest);
  if (kind == "manifests") return make(Endpoint::kManifest, rest, last);
  if (kind == "referrers") return make(Endpoint::kReferrers, rest, last);
  if (kind == "tags" && last == "list") return make(Endpoint::kTags, rest, {});
  // Without its final slash the uploads' address is one too: some clients leave it out.
  if (kind == "blobs" && last == "uploads") return make(Endpoint::kUploads, rest, {});
  if (kind == "blobs") return make(Endpoint::kBlob, rest, last);
  if (kind == "uploads" && take_last(rest) == "blobs")
    return make(last.empty() ? Endpoint::kUploads : Endpoint::kUpload, rest, last);
  return std::nullopt;
}

}  // namespace entrepot::api::oci
