#pragma once
// encryptionConfiguration: {"encryptionType": .., "kmsKey": ..}.

#include "json/reader.h"

namespace entrepot::api::ecr {

/// Refuses what is not there yet: only AES256, which is the default, can be asked for, so nothing is left to be set.
void check_encryption(json::Reader& in);

}  // namespace entrepot::api::ecr
