#pragma once
// A bootstrap file into a declaration.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "bootstrap/declaration.h"

namespace entrepot::bootstrap {

/// kInvalidParameter, naming file, key and value. Documents in files of their own are read relative to the folder of
/// this one.
Result<Declaration> read_file(const std::filesystem::path& file);
/// The same of a text; `folder` is where documents are looked for.
Result<Declaration> read_text(std::string_view text, std::string file, const std::filesystem::path& folder);

}  // namespace entrepot::bootstrap
