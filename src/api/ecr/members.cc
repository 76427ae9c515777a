#include "api/ecr/members.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "model/names.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::string_view kDigestPattern = "[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+";
constexpr std::string_view kUploadIdPattern =
    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_algorithm(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-_+.").contains(c);
}

void refuse_pattern(json::Reader& in, std::string_view member, std::string_view pattern) {
  in.refuse(member, fmt::format("must satisfy regular expression '{}'", pattern));
}

}  // namespace

std::optional<std::string> read_registry_id(json::Reader& in) {
  std::optional<std::string> id = in.optional_string("registryId");
  if (id) {
    if (Result<model::AccountId> account = model::AccountId::parse(*id); !account) in.refuse(account.error());
  }
  return id;
}

aws::Target about_images(const InRepository& in, ImageUse use, std::vector<registry::ImageId> images) {
  aws::Target out = in.target();
  out.request.use = use;
  out.request.images = std::move(images);
  return out;
}

InRepository read_in_repository(json::Reader& in) {
  InRepository out{.registry_id = read_registry_id(in), .repository = in.required_string("repositoryName")};
  if (in.ok()) {
    if (Result<model::RepositoryName> name = model::RepositoryName::parse(out.repository); !name) {
      in.refuse(name.error());
    }
  }
  return out;
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
    refuse_pattern(in, member, kDigestPattern);
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

bool is_uuid(std::string_view text) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(text, kShape, [](char c, char shape) { return shape == '-' ? c == '-' : is_hex(c); });
}

std::string read_upload_id(json::Reader& in) {
  std::string id = in.required_string("uploadId");
  if (in.ok() && !is_uuid(id)) refuse_pattern(in, "uploadId", kUploadIdPattern);
  return id;
}

}  // namespace entrepot::api::ecr
