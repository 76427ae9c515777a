#include "api/ecr/put_image_scanning_configuration.h"

#include "api/ecr/scanning_configuration.h"

namespace entrepot::api::ecr {

Result<PutImageScanningConfigurationRequest> parse_put_image_scanning_configuration(const json::Object& body) {
  json::Reader in(body);
  PutImageScanningConfigurationRequest request{read_in_repository(in)};
  request.scan_on_push = read_scan_on_push(in);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_put_image_scanning_configuration(Services& services, aws::Call& call,
                                                                  PutImageScanningConfigurationRequest request) {
  ENTREPOT_CO_TRY(const registry::Repository changed, co_await services.repositories.set_scan_on_push(
                                                          call.scope(), request.repository, request.scan_on_push));
  json::Object answer = about(call, changed.name);
  answer["imageScanningConfiguration"] = scanning_configuration(changed.settings.scan_on_push);
  co_return answer;
}

}  // namespace entrepot::api::ecr
