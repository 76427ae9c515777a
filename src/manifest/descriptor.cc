#include "manifest/descriptor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"

namespace entrepot::manifest {
namespace {

constexpr std::size_t kMaxType = 255;
/// No blob is larger; sums over a manifest's descriptors stay far below 2^63.
constexpr std::uint64_t kMaxBlob = std::uint64_t{1} << 50;
constexpr std::string_view kDockerForeign = "application/vnd.docker.image.rootfs.foreign.";
constexpr std::string_view kOciForeign = "application/vnd.oci.image.layer.nondistributable.";

bool is_restricted_name(std::string_view text) {
  const auto is_alnum = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto is_name = [&](char c) { return is_alnum(c) || std::string_view("!#$&-^_.+").contains(c); };
  return !text.empty() && is_alnum(text.front()) && std::ranges::all_of(text, is_name);
}

std::string_view text_of(const json::Value& value) {
  return {value.get_string().data(), value.get_string().size()};
}

Result<std::uint64_t> parse_size(const json::Object& object, std::string_view where) {
  const json::Value* size = find_member(object, "size");
  if (size == nullptr) return refuse(fmt::format("{}.size is missing", where));
  if (!size->is_int64() && !size->is_uint64()) return refuse(fmt::format("{}.size must be an integer", where));
  if (size->is_int64() && size->get_int64() < 0) return refuse(fmt::format("{}.size is negative", where));
  const std::uint64_t bytes = size->is_int64() ? static_cast<std::uint64_t>(size->get_int64()) : size->get_uint64();
  if (bytes > kMaxBlob) return refuse(fmt::format("{}.size {} is more than {}", where, bytes, kMaxBlob));
  return bytes;
}

Result<bool> has_urls(const json::Object& object, std::string_view where) {
  const json::Value* urls = find_member(object, "urls");
  if (urls == nullptr) return false;
  const auto is_string = [](const json::Value& url) { return url.is_string(); };
  if (!urls->is_array() || !std::ranges::all_of(urls->get_array(), is_string)) {
    return refuse(fmt::format("{}.urls must be a list of strings", where));
  }
  return !urls->get_array().empty();
}

}  // namespace

std::unexpected<Error> refuse(std::string why) {
  return fail(ErrorKind::kInvalidManifest, json::constraint_text("ImageManifest", why));
}

const json::Value* find_member(const json::Object& object, std::string_view member) {
  const json::Value* value = object.if_contains({member.data(), member.size()});
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool is_media_type(std::string_view text) {
  const auto slash = text.find('/');
  return slash != std::string_view::npos && text.size() <= kMaxType && is_restricted_name(text.substr(0, slash)) &&
         is_restricted_name(text.substr(slash + 1));
}

Result<std::string> optional_type(const json::Object& object, std::string_view member, std::string_view where) {
  const json::Value* value = find_member(object, member);
  if (value == nullptr) return std::string();
  if (!value->is_string()) return refuse(fmt::format("{}{} must be a string", where, member));
  const std::string_view text = text_of(*value);
  // Parameters are allowed here: "application/vnd.dev.sigstore.bundle+json;version=0.2" is in use.
  const auto is_printable = [](char c) { return c >= 0x20 && c < 0x7f; };
  if (text.size() > kMaxType || !std::ranges::all_of(text, is_printable)) {
    return refuse(fmt::format("{}{} '{}' is no media type: at most {} printable characters", where, member,
                              printable(text, 64), kMaxType));
  }
  return std::string(text);
}

Result<Descriptor> parse_descriptor(const json::Value& value, std::string_view where) {
  const json::Object* object = value.if_object();
  if (object == nullptr) return refuse(fmt::format("{} must be a descriptor: an object", where));
  const std::string prefix = std::string(where) + ".";

  ENTREPOT_TRY(std::string media_type, optional_type(*object, "mediaType", prefix));
  if (media_type.empty()) return refuse(fmt::format("{}.mediaType is missing", where));
  ENTREPOT_TRY(std::string artifact_type, optional_type(*object, "artifactType", prefix));

  const json::Value* digest_text = find_member(*object, "digest");
  if (digest_text == nullptr) return refuse(fmt::format("{}.digest is missing", where));
  if (!digest_text->is_string()) return refuse(fmt::format("{}.digest must be a string", where));
  auto digest = Digest::parse(text_of(*digest_text));
  if (!digest) return refuse(fmt::format("{}.digest: {}", where, digest.error().message()));

  ENTREPOT_TRY(const std::uint64_t size, parse_size(*object, where));
  ENTREPOT_TRY(const bool urls, has_urls(*object, where));
  const bool is_foreign = media_type.starts_with(kDockerForeign) || media_type.starts_with(kOciForeign);
  return Descriptor{.media_type = std::move(media_type),
                    .digest = *std::move(digest),
                    .size = size,
                    .artifact_type = std::move(artifact_type),
                    .is_external = is_foreign && urls};
}

}  // namespace entrepot::manifest
