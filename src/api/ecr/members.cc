#include "api/ecr/members.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::string_view kDigestPattern = "[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+";
bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_algorithm(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-_+.").contains(c);
}

}  // namespace

std::optional<std::string> read_registry_id(json::Reader& in) {
  return in.optional_string("registryId");
}

aws::Target about_images(const InRepository& in, ImageUse use, std::vector<registry::ImageId> images) {
  aws::Target out = in.target();
  out.request.use = use;
  out.request.images = std::move(images);
  return out;
}

InRepository read_in_repository(json::Reader& in) {
  return {.registry_id = read_registry_id(in), .repository = in.required_string("repositoryName")};
}

json::Object about(const aws::Call& call, std::string_view repository) {
  return {{"registryId", call.context.registry.account.text()}, {"repositoryName", repository}};
}

const json::Object* required_structure(json::Reader& in, std::string_view member) {
  const json::Object* found = in.optional_object(member);
  if (found == nullptr) in.refuse(member, "Member must not be null");
  return found;
}

bool has_digest_form(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view algorithm = text.substr(0, colon);
  const std::string_view hex = text.substr(colon + 1);
  return !algorithm.empty() && !hex.empty() && std::ranges::all_of(algorithm, is_algorithm) &&
         std::ranges::all_of(hex, is_hex);
}

std::optional<Digest> check_digest(json::Reader& in, std::string_view member, std::string_view text) {
  if (!has_digest_form(text)) {
    in.refuse(member, fmt::format("must satisfy regular expression '{}'", kDigestPattern));
    return std::nullopt;
  }
  Result<Digest> digest = Digest::parse(text);
  if (!digest) {
    in.refuse(member, fmt::format("'{}' must be 'sha256:' and 64, or 'sha512:' and 128, lower-case hexadecimal digits",
                                  printable(text, 140)));
    return std::nullopt;
  }
  return *std::move(digest);
}

}  // namespace entrepot::api::ecr
