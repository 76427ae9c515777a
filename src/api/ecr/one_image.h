#pragma once
// Requests about one image: repositoryName, imageId, registryId.

#include "api/ecr/members.h"
#include "registry/types.h"

namespace entrepot::api::ecr {

struct OfImage : InRepository {
  registry::ImageId image;
};
OfImage read_of_image(json::Reader& in);

/// The image, by tag or digest or both. kRepositoryNotFound; kImageNotFound with ECR's text.
async::Task<registry::ImageDetail> find_image(Services& services, const aws::Call& call, OfImage about);

/// {"imageDigest": .., "imageTag": ..}: the digest that was found, the tag that was asked for.
json::Object image_id_json(const OfImage& about, const registry::ImageDetail& found);

}  // namespace entrepot::api::ecr
