#include "api/ecr/one_image.h"

namespace entrepot::api::ecr {

OfImage read_of_image(json::Reader& in) {
  OfImage out{read_in_repository(in), {}};
  const json::Object* id = required_structure(in, "imageId");
  if (id == nullptr) return out;
  json::Reader inner(*id);
  out.image = {.digest = inner.optional_string("imageDigest"),
               .tag = inner.optional_string("imageTag", {.min = 1, .max = 300})};
  if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  return out;
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
