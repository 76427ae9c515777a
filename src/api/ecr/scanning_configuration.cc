#include "api/ecr/scanning_configuration.h"

namespace entrepot::api::ecr {

bool read_scan_on_push(json::Reader& in) {
  const json::Object* scanning = in.optional_object("imageScanningConfiguration");
  if (scanning == nullptr) return false;
  json::Reader inner(*scanning);
  const bool scan_on_push = inner.optional_bool("scanOnPush", false);
  if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  return scan_on_push;
}

json::Object scanning_configuration(bool scan_on_push) {
  return {{"scanOnPush", scan_on_push}};
}

}  // namespace entrepot::api::ecr
