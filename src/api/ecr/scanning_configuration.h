#pragma once
// imageScanningConfiguration: {"scanOnPush": ..}.

#include "json/reader.h"

namespace entrepot::api::ecr {

/// False if absent, or if the structure says nothing.
bool read_scan_on_push(json::Reader& in);

json::Object scanning_configuration(bool scan_on_push);

}  // namespace entrepot::api::ecr
