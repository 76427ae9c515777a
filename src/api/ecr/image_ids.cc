#include "api/ecr/image_ids.h"

#include <array>
#include <optional>

#include "api/ecr/members.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::size_t kMaxTagLength = 300;

std::optional<registry::TagStatus> parse_tag_status(std::string_view text) {
  if (text == "TAGGED") return registry::TagStatus::kTagged;
  if (text == "UNTAGGED") return registry::TagStatus::kUntagged;
  if (text == "ANY") return registry::TagStatus::kAny;
  return std::nullopt;
}

std::optional<StatusFilter> parse_image_status(std::string_view text) {
  if (text == "ACTIVE" || text == "ANY") return StatusFilter::kActive;
  if (text == "ARCHIVED" || text == "ACTIVATING") return StatusFilter::kArchived;
  return std::nullopt;
}

}  // namespace

std::vector<registry::ImageId> read_image_ids(json::Reader& in, const json::Array* list) {
  std::vector<registry::ImageId> out;
  each_structure(in, "imageIds", list, [&](json::Reader& item) {
    out.push_back({.digest = item.optional_string("imageDigest"),
                   .tag = item.optional_string("imageTag", {.min = 1, .max = kMaxTagLength})});
  });
  return out;
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

std::string_view ImageFilter::text() const {
  constexpr std::array<std::string_view, 3> kTags = {"any", "tagged", "untagged"};
  return status == StatusFilter::kArchived ? "archived" : kTags[static_cast<std::size_t>(tags)];
}

ImageFilter read_image_filter(json::Reader& in) {
  ImageFilter out;
  const json::Object* filter = in.optional_object("filter");
  if (filter == nullptr) return out;
  json::Reader inner(*filter);
  if (const auto text = inner.optional_string("tagStatus")) {
    const auto status = parse_tag_status(*text);
    if (!status) inner.refuse("filter.tagStatus", json::enum_constraint({"TAGGED", "UNTAGGED", "ANY"}));
    out.tags = status.value_or(out.tags);
  }
  if (const auto text = inner.optional_string("imageStatus")) {
    const auto status = parse_image_status(*text);
    if (!status) inner.refuse("filter.imageStatus", json::enum_constraint({"ACTIVE", "ARCHIVED", "ACTIVATING", "ANY"}));
    out.status = status.value_or(out.status);
  }
  if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  return out;
}

}  // namespace entrepot::api::ecr
