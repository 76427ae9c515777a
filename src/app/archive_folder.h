#pragma once
// The folder of archived layers, which may lie on another volume than the data folder. It belongs to one store: what no
// row of that store names is removed from it.

#include <filesystem>
#include <string>

#include "app/data_folder.h"
#include "kms/root_key.h"

namespace entrepot::app {

/// Makes the folder (mode 0700) if needed, and marks it with the store it belongs to. kUnavailable, naming the folder,
/// if it cannot be written, belongs to another store, or lies in the folder of the layers that are not archived.
Result<std::filesystem::path> claim_archive_folder(const std::filesystem::path& where, const DataFolder& data,
                                                   const kms::RootKey& root);

}  // namespace entrepot::app
