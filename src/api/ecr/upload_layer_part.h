#pragma once
// UploadLayerPart: the next bytes of a layer.

#include <cstdint>
#include <vector>

#include "api/ecr/members.h"

namespace entrepot::api::ecr {

struct UploadLayerPartRequest : InRepository {
  std::string upload_id;
  std::uint64_t first_byte = 0;
  std::uint64_t last_byte = 0;  ///< inclusive; agrees with the size of the blob
  std::vector<std::uint8_t> blob;
};

Result<UploadLayerPartRequest> parse_upload_layer_part(const json::Object& body);
async::Task<json::Object> handle_upload_layer_part(Services& services, aws::Call& call, UploadLayerPartRequest request);

}  // namespace entrepot::api::ecr
