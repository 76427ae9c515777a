#include "api/ecr/prefixes.h"

#include <fmt/format.h>

#include "model/prefix.h"

namespace entrepot::api::ecr {

void check_prefix(json::Reader& in, std::string_view member, std::string_view text) {
  if (!model::has_prefix_form(text)) {
    in.refuse(member, fmt::format("must satisfy regular expression '{}'", model::kPrefixPattern));
  }
}

}  // namespace entrepot::api::ecr
