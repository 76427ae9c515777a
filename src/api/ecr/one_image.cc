#include "api/ecr/one_image.h"

#include "api/ecr/image_ids.h"

namespace entrepot::api::ecr {

OfImage read_of_image(json::Reader& in) {
  return {read_in_repository(in), read_image_id(in, "imageId")};
}

async::Task<registry::ImageDetail> find_image(Services& services, const aws::Call& call, OfImage about) {
  std::vector<registry::ImageId> wanted{std::move(about.image)};
  ENTREPOT_CO_TRY(auto found, co_await services.images.describe(call.scope(), about.repository, std::move(wanted)));
  co_return std::move(found.front());
}

json::Object image_id_json(const OfImage& about, const registry::ImageDetail& found) {
  json::Object out{{"imageDigest", found.digest.text()}};
  if (about.image.tag) out["imageTag"] = *about.image.tag;
  return out;
}

}  // namespace entrepot::api::ecr
