#include "manifest/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/encoding.h"
#include "json/reader.h"
#include "manifest/descriptor.h"
#include "model/media_types.h"

namespace entrepot::manifest {
namespace {

namespace media_type = model::media_type;

/// ECR's words first, because clients know them; what exactly is wrong after them.
std::unexpected<Error> refuse_syntax(std::string_view detail) {
  return fail(ErrorKind::kInvalidManifest,
              fmt::format("{}; {}", json::constraint_text("ImageManifest", "Invalid JSON syntax"), detail));
}

/// Without parameters ("; charset=utf-8") and the white space around.
std::string_view bare_type(std::string_view declared) {
  declared = declared.substr(0, declared.find(';'));
  const auto first = declared.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return declared.substr(first, declared.find_last_not_of(" \t") - first + 1);
}

Result<std::string> decide_media_type(const json::Object& object, std::string_view declared_media_type) {
  const std::string_view declared = bare_type(declared_media_type);
  ENTREPOT_TRY(std::string inside, optional_type(object, "mediaType", ""));
  if (inside.empty() && declared.empty()) {
    return refuse_syntax("neither the manifest nor the request names a media type");
  }
  if (!inside.empty() && !declared.empty() && inside != declared) {
    return refuse(fmt::format("mediaType '{}' in the manifest differs from '{}' declared with it", inside,
                              printable(declared, 255)));
  }
  std::string type = inside.empty() ? std::string(declared) : std::move(inside);
  if (!is_media_type(type))
    return refuse(fmt::format("'{}' is no media type: expected type/subtype", printable(type, 64)));
  return type;
}

Result<void> refuse_schema1(const json::Object& object, std::string_view type) {
  const json::Value* version = find_member(object, "schemaVersion");
  const bool is_version1 = version != nullptr && version->is_int64() && version->get_int64() == 1;
  if (is_version1 || object.contains("fsLayers") || type == media_type::kDockerSchema1 ||
      type == media_type::kDockerSchema1Signed) {
    return refuse(
        "Docker image manifest version 2, schema 1 is unsupported: push schema 2 or an OCI manifest (any current "
        "client does)");
  }
  return {};
}

/// By the media type where it is known, by the members where it is not. One text must never be read as two kinds by two
/// clients (CVE-2021-41190), so members of different kinds side by side are refused whatever the type says.
Result<Kind> decide_kind(const json::Object& object, std::string_view type) {
  const bool has_manifests = object.contains("manifests");
  const bool has_blobs = object.contains("blobs");
  const bool has_image = object.contains("config") || object.contains("layers");
  if (has_manifests + has_blobs + has_image > 1) {
    return refuse("the manifest is ambiguous: 'config' and 'layers', 'manifests', and 'blobs' exclude each other");
  }
  if (type == media_type::kOciManifest || type == media_type::kDockerManifest) {
    if (!has_image) return refuse(fmt::format("a manifest of type '{}' needs 'config' and 'layers'", type));
    return Kind::kImage;
  }
  if (type == media_type::kOciIndex || type == media_type::kDockerList) {
    if (!has_manifests) return refuse(fmt::format("a manifest of type '{}' needs 'manifests'", type));
    return Kind::kIndex;
  }
  if (type == media_type::kOciArtifact) {
    if (has_image || has_manifests) return refuse(fmt::format("a manifest of type '{}' has 'blobs' only", type));
    return Kind::kArtifact;
  }
  if (has_manifests) return Kind::kIndex;
  if (has_blobs) return Kind::kArtifact;
  return Kind::kImage;
}

Result<void> check_schema_version(const json::Object& object, const Manifest& manifest) {
  const json::Value* version = find_member(object, "schemaVersion");
  // The artifact manifest never had one, and of an unknown type without known members nothing can be asked.
  const bool is_needed = manifest.kind == Kind::kIndex || object.contains("config") || object.contains("layers");
  if (version == nullptr)
    return is_needed ? Result<void>(refuse("schemaVersion is missing: it must be 2")) : Result<void>();
  if (!version->is_int64() || version->get_int64() != 2) return refuse("schemaVersion must be 2");
  return {};
}

Result<std::vector<Descriptor>> parse_list(const json::Object& object, std::string_view member, std::size_t limit,
                                           std::string_view over_limit) {
  std::vector<Descriptor> out;
  const json::Value* value = find_member(object, member);
  if (value == nullptr) return out;  // Go writes an empty list as null
  const json::Array* array = value->if_array();
  if (array == nullptr) return refuse(fmt::format("'{}' must be a list of descriptors", member));
  if (array->size() > limit) return refuse(std::string(over_limit));
  out.reserve(array->size());
  for (std::size_t i = 0; i < array->size(); ++i) {
    ENTREPOT_TRY(Descriptor descriptor, parse_descriptor((*array)[i], fmt::format("{}[{}]", member, i)));
    out.push_back(std::move(descriptor));
  }
  return out;
}

Result<std::optional<Descriptor>> parse_one(const json::Object& object, std::string_view member) {
  const json::Value* value = find_member(object, member);
  if (value == nullptr) return std::nullopt;
  ENTREPOT_TRY(Descriptor descriptor, parse_descriptor(*value, member));
  return descriptor;
}

Result<std::map<std::string, std::string>> parse_annotations(const json::Object& object) {
  std::map<std::string, std::string> out;
  const json::Value* value = find_member(object, "annotations");
  if (value == nullptr) return out;
  if (!value->is_object()) return refuse("'annotations' must be an object");
  for (const auto& [key, text] : value->get_object()) {
    if (!text.is_string()) {
      return refuse(fmt::format("annotations['{}'] must be a string", printable({key.data(), key.size()}, 64)));
    }
    out.emplace(std::string(key.data(), key.size()), std::string(text.get_string().data(), text.get_string().size()));
  }
  return out;
}

Result<void> parse_content(const json::Object& object, Manifest& manifest) {
  constexpr std::string_view kTooManyLayers = "Limit on number of layers per image exceeded";
  if (manifest.kind == Kind::kIndex) {
    ENTREPOT_TRY(manifest.children,
                 parse_list(object, "manifests", kMaxChildren, "Limit on number of manifests per index exceeded"));
    return {};
  }
  if (manifest.kind == Kind::kArtifact) {
    ENTREPOT_TRY(manifest.layers, parse_list(object, "blobs", kMaxLayers, kTooManyLayers));
    return {};
  }
  const bool has_config = object.contains("config");
  if (has_config != object.contains("layers"))
    return refuse(fmt::format("'{}' is missing", has_config ? "layers" : "config"));
  ENTREPOT_TRY(manifest.config, parse_one(object, "config"));
  if (has_config && !manifest.config) return refuse("config must be a descriptor: an object");
  ENTREPOT_TRY(manifest.layers, parse_list(object, "layers", kMaxLayers, kTooManyLayers));
  return {};
}

}  // namespace

std::vector<Descriptor> Manifest::required_blobs() const {
  std::vector<Descriptor> out;
  std::unordered_set<std::string_view> seen;
  const auto take = [&](const Descriptor& blob) {
    if (!blob.is_external && seen.insert(blob.digest.text()).second) out.push_back(blob);
  };
  if (config) take(*config);
  std::ranges::for_each(layers, take);
  return out;
}

std::uint64_t Manifest::blob_bytes() const {
  std::uint64_t sum = config ? config->size : 0;
  for (const Descriptor& layer : layers) sum += layer.size;
  return sum;
}

Result<Manifest> parse(std::string_view text, std::string_view declared_media_type) {
  if (text.size() > kMaxSize) return refuse(fmt::format("Member must have length less than or equal to {}", kMaxSize));
  const auto document = json::parse(text, {.max_depth = kMaxDepth});
  if (!document) return refuse_syntax(document.error().message());
  const json::Object* object = document->if_object();
  if (object == nullptr) return refuse_syntax("a manifest is a JSON object");

  Manifest manifest;
  ENTREPOT_TRY(manifest.media_type, decide_media_type(*object, declared_media_type));
  ENTREPOT_CHECK_OK(refuse_schema1(*object, manifest.media_type));
  ENTREPOT_TRY(manifest.kind, decide_kind(*object, manifest.media_type));
  ENTREPOT_CHECK_OK(check_schema_version(*object, manifest));
  ENTREPOT_CHECK_OK(parse_content(*object, manifest));
  ENTREPOT_TRY(manifest.subject, parse_one(*object, "subject"));
  ENTREPOT_TRY(manifest.artifact_type, optional_type(*object, "artifactType", ""));
  if (manifest.artifact_type.empty() && manifest.config) manifest.artifact_type = manifest.config->media_type;
  ENTREPOT_TRY(manifest.annotations, parse_annotations(*object));
  return manifest;
}

}  // namespace entrepot::manifest
