#include "api/ecr/describe_images.h"

#include "api/aws/json_text.h"

namespace entrepot::api::ecr {
namespace {

/// The most members that an image has.
constexpr std::size_t kMembers = 13;

json::Object to_json(const aws::Call& call, const std::string& repository, const registry::ImageDetail& image,
                     const boost::json::storage_ptr& storage) {
  json::Object out(storage);
  out.reserve(kMembers);
  out["registryId"] = call.context.registry.account.text();
  out["repositoryName"] = repository;
  out["imageDigest"] = image.digest.text();
  if (!image.tags.empty()) out["imageTags"] = json::Array(image.tags.begin(), image.tags.end(), storage);
  out["imageSizeInBytes"] = image.size_bytes;
  out["imagePushedAt"] = aws::timestamp(image.pushed_at);
  out["imageManifestMediaType"] = image.media_type;
  if (!image.artifact_type.empty()) out["artifactMediaType"] = image.artifact_type;
  if (image.last_pulled_at) out["lastRecordedPullTime"] = aws::timestamp(*image.last_pulled_at);
  if (image.subject) out["subjectManifestDigest"] = image.subject->text();
  out["imageStatus"] = model::to_text(image.status);
  if (image.last_archived_at) out["lastArchivedAt"] = aws::timestamp(*image.last_archived_at);
  if (image.last_activated_at) out["lastActivatedAt"] = aws::timestamp(*image.last_activated_at);
  return out;
}

/// Of images that were named. Whoever names an image sees it whatever its status, unless the filter says one.
bool matches(const ImageFilter& filter, const registry::ImageDetail& image) {
  if (filter.names_status && filter.wanted.status && image.status != *filter.wanted.status) return false;
  if (filter.wanted.tags == registry::TagStatus::kAny) return true;
  return (filter.wanted.tags == registry::TagStatus::kUntagged) == image.tags.empty();
}

json::Array to_array(const aws::Call& call, const std::string& repository,
                     const std::vector<registry::ImageDetail>& images, const boost::json::storage_ptr& storage) {
  json::Array out(storage);
  out.reserve(images.size());
  for (const registry::ImageDetail& image : images) out.push_back(to_json(call, repository, image, storage));
  return out;
}

}  // namespace

Result<DescribeImagesRequest> parse_describe_images(const json::Object& body) {
  json::Reader in(body);
  DescribeImagesRequest request{read_in_repository(in), {}, {}, {}};
  if (const json::Array* list = in.optional_array("imageIds")) {
    request.ids = read_image_ids(in, list);
  }
  request.paging = read_paging(in);
  request.filter = read_image_filter(in);
  if (request.ids) refuse_paging_with(in, request.paging, "imageIds");
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_describe_images(Services& services, aws::Call& call, DescribeImagesRequest request) {
  if (request.ids) {
    ENTREPOT_CO_TRY(std::vector<registry::ImageDetail> images,
                    co_await services.images.describe(call.scope(), request.repository, *request.ids));
    std::erase_if(images, [&](const registry::ImageDetail& image) { return !matches(request.filter, image); });
    co_return json::Object{{"imageDetails", to_array(call, request.repository, images, {})}};
  }
  const std::string listing = listing_of(call, {request.repository, request.filter.text()});
  ENTREPOT_CO_TRY(registry::PageRequest where, open_page(services.page_tokens, listing, request.paging));
  ENTREPOT_CO_TRY(
      const registry::Page<registry::ImageDetail> page,
      co_await services.images.describe_all(call.scope(), request.repository, request.filter.wanted, std::move(where)));
  const boost::json::storage_ptr storage = aws::list_storage();
  json::Object answer(storage);
  answer["imageDetails"] = to_array(call, request.repository, page.items, storage);
  add_next_token(answer, services.page_tokens, listing, page.next);
  co_return answer;
}

}  // namespace entrepot::api::ecr
