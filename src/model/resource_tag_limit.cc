#include "model/resource_tag_limit.h"

#include <fmt/format.h>

namespace entrepot::model {

Error too_many_resource_tags() {
  return {ErrorKind::kTooManyTags,
          fmt::format("The list of tags on the repository is over the limit. The maximum number of tags that can be "
                      "applied to a repository is {}.",
                      kMaxResourceTags)};
}

}  // namespace entrepot::model
