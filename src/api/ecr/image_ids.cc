#include "api/ecr/image_ids.h"

#include <array>
#include <optional>

#include "api/ecr/members.h"

namespace entrepot::api::ecr {
namespace {

std::optional<registry::TagStatus> parse_tag_status(std::string_view text) {
  if (text == "TAGGED") return registry::TagStatus::kTagged;
  if (text == "UNTAGGED") return registry::TagStatus::kUntagged;
  if (text == "ANY") return registry::TagStatus::kAny;
  return std::nullopt;
}

registry::ImageId read_members(json::Reader& in) {
  return {.digest = in.optional_string("imageDigest"), .tag = in.optional_string("imageTag")};
}

}  // namespace

std::vector<registry::ImageId> read_image_ids(json::Reader& in, const json::Array* list) {
  std::vector<registry::ImageId> out;
  each_structure(in, "imageIds", list, [&](json::Reader& item) { out.push_back(read_members(item)); });
  return out;
}

registry::ImageId read_image_id(json::Reader& in, std::string_view member) {
  const json::Object* object = required_structure(in, member);
  if (object == nullptr) return {};
  json::Reader inner(*object);
  registry::ImageId id = read_members(inner);
  if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  return id;
}

json::Object to_json(const registry::ImageId& id) {
  json::Object out;
  if (id.digest) out["imageDigest"] = *id.digest;
  if (id.tag) out["imageTag"] = *id.tag;
  return out;
}

json::Array to_json(const std::vector<registry::ImageId>& ids) {
  json::Array out;
  out.reserve(ids.size());
  for (const registry::ImageId& id : ids) out.push_back(to_json(id));
  return out;
}

json::Array to_json(const std::vector<registry::ImageFailure>& failures) {
  json::Array out;
  for (const registry::ImageFailure& failure : failures) {
    out.push_back(
        {{"imageId", to_json(failure.image)}, {"failureCode", failure.code}, {"failureReason", failure.reason}});
  }
  return out;
}

std::optional<model::ImageStatus> read_status_filter(json::Reader& in, std::string_view member, std::string_view text) {
  if (text == "ANY") return std::nullopt;
  return known(in, member, model::parse_image_status(text));
}

std::string ImageFilter::text() const {
  constexpr std::array<std::string_view, 3> kTags = {"any", "tagged", "untagged"};
  std::string out(kTags[static_cast<std::size_t>(wanted.tags)]);
  return out.append(" ").append(wanted.status ? model::to_text(*wanted.status) : "ANY");
}

ImageFilter read_image_filter(json::Reader& in) {
  ImageFilter out;
  const json::Object* filter = in.optional_object("filter");
  if (filter == nullptr) return out;
  json::Reader inner(*filter);
  if (const auto text = inner.optional_string("tagStatus")) {
    out.wanted.tags = known(inner, "filter.tagStatus", parse_tag_status(*text));
  }
  if (const auto text = inner.optional_string("imageStatus")) {
    out.wanted.status = read_status_filter(inner, "filter.imageStatus", *text);
    out.names_status = true;
  }
  if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  return out;
}

}  // namespace entrepot::api::ecr
