#include "api/ecr/put_image.h"

#include "registry/images.h"

namespace entrepot::api::ecr {

Result<PutImageRequest> parse_put_image(const json::Object& body) {
  json::Reader in(body);
  PutImageRequest request{read_in_repository(in), {}, {}, {}, {}};
  request.manifest = in.required_string("imageManifest");
  request.media_type = in.optional_string("imageManifestMediaType").value_or("");
  if (const auto text = in.optional_string("imageTag")) {
    if (Result<model::Tag> tag = model::Tag::parse(*text)) {
      request.tag = *std::move(tag);
    } else {
      in.refuse(tag.error());
    }
  }
  if (const auto text = in.optional_string("imageDigest")) request.digest = check_digest(in, "imageDigest", *text);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

aws::Target PutImageRequest::target() const {
  registry::ImageId id;
  if (tag) id.tag = tag->text();
  if (digest) id.digest = digest->text();
  aws::Target out = about_images(*this, ImageUse::kPush, {std::move(id)});
  out.manifest = manifest;
  out.media_type = media_type;
  return out;
}

async::Task<json::Object> handle_put_image(Services& services, aws::Call& call, PutImageRequest request) {
  registry::PutImage put{.repository = request.repository,
                         .manifest = request.manifest,
                         .media_type = request.media_type,
                         .tags = {},
                         .digest = request.digest,
                         .door = registry::PutImage::Door::kAws};
  if (request.tag) put.tags.push_back(*request.tag);
  ENTREPOT_CO_TRY(const registry::PutResult stored, co_await services.images.put(call.scope(), std::move(put)));
  json::Object id{{"imageDigest", stored.digest.text()}};
  if (request.tag) id["imageTag"] = request.tag->text();
  co_return json::Object{{"image", json::Object{{"registryId", call.context.registry.account.text()},
                                                {"repositoryName", request.repository},
                                                {"imageId", std::move(id)},
                                                {"imageManifest", request.manifest},
                                                {"imageManifestMediaType", stored.media_type}}}};
}

}  // namespace entrepot::api::ecr
