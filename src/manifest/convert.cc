#include "manifest/convert.h"

#include <array>
#include <boost/json.hpp>

#include "json/reader.h"
#include "manifest/descriptor.h"
#include "manifest/manifest.h"
#include "model/media_types.h"

namespace entrepot::manifest {
namespace {

namespace media_type = model::media_type;

struct Pair {
  std::string_view oci;
  std::string_view docker;
};

constexpr Pair kManifests{media_type::kOciManifest, media_type::kDockerManifest};
constexpr Pair kConfigs{media_type::kOciConfig, "application/vnd.docker.container.image.v1+json"};
constexpr std::array<Pair, 4> kLayers{{
    {"application/vnd.oci.image.layer.v1.tar", "application/vnd.docker.image.rootfs.diff.tar"},
    {"application/vnd.oci.image.layer.v1.tar+gzip", "application/vnd.docker.image.rootfs.diff.tar.gzip"},
    {"application/vnd.oci.image.layer.nondistributable.v1.tar", "application/vnd.docker.image.rootfs.foreign.diff.tar"},
    {"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
     "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"},
}};

enum class To : std::uint8_t { kOci, kDocker };

/// Empty if it is not in the pair.
std::string_view across(const Pair& pair, To to, std::string_view type) {
  if (to == To::kDocker) return type == pair.oci ? pair.docker : std::string_view();
  return type == pair.docker ? pair.oci : std::string_view();
}

std::string_view layer_across(To to, std::string_view type) {
  for (const Pair& pair : kLayers) {
    if (const auto found = across(pair, to, type); !found.empty()) return found;
  }
  return {};
}

/// As it stands in the text, with another type and without what Docker's format does not have.
json::Object descriptor(const json::Object& from, std::string_view type) {
  json::Object out{{"mediaType", type}, {"size", from.at("size")}, {"digest", from.at("digest")}};
  if (const json::Value* urls = find_member(from, "urls")) out["urls"] = *urls;
  return out;
}

std::optional<json::Array> layers(const json::Object& object, const Manifest& parsed, To to) {
  json::Array out;
  const json::Array& texts = object.at("layers").get_array();
  for (std::size_t i = 0; i < parsed.layers.size(); ++i) {
    const std::string_view type = layer_across(to, parsed.layers[i].media_type);
    if (type.empty()) return std::nullopt;
    out.push_back(descriptor(texts[i].get_object(), type));
  }
  return out;
}

}  // namespace

std::string_view other_format(std::string_view type) {
  const auto docker = across(kManifests, To::kDocker, type);
  return docker.empty() ? across(kManifests, To::kOci, type) : docker;
}

std::optional<std::string> convert(std::string_view text, std::string_view type) {
  const std::string_view target = other_format(type);
  if (target.empty()) return std::nullopt;
  const To to = target == kManifests.docker ? To::kDocker : To::kOci;
  const auto parsed = parse(text, type);
  if (!parsed || parsed->kind != Kind::kImage || !parsed->config || parsed->subject) return std::nullopt;
  // An artifact is more than its layers: what it is stands where the other format has no place.
  if (parsed->artifact_type != parsed->config->media_type) return std::nullopt;
  const std::string_view config = across(kConfigs, to, parsed->config->media_type);
  if (config.empty()) return std::nullopt;

  const auto document = json::parse(text, {.max_depth = kMaxDepth});
  if (!document) return std::nullopt;
  const json::Object& object = document->get_object();
  auto converted = layers(object, *parsed, to);
  if (!converted) return std::nullopt;
  json::Object out{{"schemaVersion", 2}, {"mediaType", target}};
  out["config"] = descriptor(object.at("config").get_object(), config);
  out["layers"] = std::move(*converted);
  return boost::json::serialize(out);
}

}  // namespace entrepot::manifest
