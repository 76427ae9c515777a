#pragma once
// StartImageScan and DescribeImageScanFindings.

#include "api/ecr/one_image.h"
#include "api/ecr/paging.h"

namespace entrepot::api::ecr {

struct StartImageScanRequest : OfImage {};
Result<StartImageScanRequest> parse_start_image_scan(const json::Object& body);
async::Task<json::Object> handle_start_image_scan(Services& services, aws::Call& call, StartImageScanRequest request);

struct DescribeScanFindingsRequest : OfImage {
  Paging paging;
};
Result<DescribeScanFindingsRequest> parse_describe_scan_findings(const json::Object& body);
async::Task<json::Object> handle_describe_scan_findings(Services& services, aws::Call& call,
                                                        DescribeScanFindingsRequest request);

}  // namespace entrepot::api::ecr
