// Nothing scans images yet: a scan cannot be started, and none was ever made.
#include "api/ecr/image_scans.h"

#include <fmt/format.h>

namespace entrepot::api::ecr {

Result<StartImageScanRequest> parse_start_image_scan(const json::Object& body) {
  json::Reader in(body);
  StartImageScanRequest request{read_of_image(in)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_start_image_scan(Services& services, aws::Call& call, StartImageScanRequest request) {
  ENTREPOT_CO_TRY(const auto found, co_await find_image(services, call, request));
  if (found.status != model::ImageStatus::kActive) {
    co_return fail(
        ErrorKind::kImageArchived,
        fmt::format("The image with digest '{}' in the repository with name '{}' in the registry with id '{}' "
                    "is archived; it must be restored before it can be scanned",
                    found.digest.text(), request.repository, call.context.registry.account.text()));
  }
  co_return fail(ErrorKind::kValidation, "This feature is disabled");
}

Result<DescribeScanFindingsRequest> parse_describe_scan_findings(const json::Object& body) {
  json::Reader in(body);
  DescribeScanFindingsRequest request{read_of_image(in), read_paging(in)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_describe_scan_findings(Services& services, aws::Call& call,
                                                        DescribeScanFindingsRequest request) {
  ENTREPOT_CO_TRY(const auto found, co_await find_image(services, call, request));
  co_return fail(
      ErrorKind::kScanNotFound,
      fmt::format("Image scan does not exist for the image with '{{imageDigest:'{}', imageTag:'{}'}}' in the "
                  "repository with name '{}' in the registry with id '{}'",
                  found.digest.text(), request.image.tag.value_or("null"), request.repository,
                  call.context.registry.account.text()));
}

}  // namespace entrepot::api::ecr
