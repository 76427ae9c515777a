#pragma once
// Pages of the images that name another one as their subject.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/digest.h"
#include "meta/ids.h"
#include "model/image_status.h"
#include "sql/database.h"

namespace entrepot::meta {

struct ReferrerRow {
  ImageKey key{};  ///< grows with the time of the push
  Digest digest;
  std::string media_type;
  std::string artifact_type;
  std::uint64_t manifest_size = 0;
  std::string annotations;  ///< a JSON object, or empty
  model::ImageStatus status = model::ImageStatus::kActive;
};

inline constexpr std::size_t kMaxArtifactTypes = 5;
struct ReferrerFilter {
  std::vector<std::string> artifact_types;   ///< none: any; at most kMaxArtifactTypes
  std::optional<model::ImageStatus> status;  ///< none: any
};

/// Keys after `after` and up to `until`. A filter may reject any number of referrers, so a page that is filtered by
/// status or by several types is read within a window whose end end_of_referrers() gives.
struct KeyRange {
  ImageKey after{};
  ImageKey until{INT64_MAX};
};
/// The key of the referrer `referrers` places after `after`; nullopt if there are fewer.
async::Task<std::optional<ImageKey>> end_of_referrers(sql::Transaction& tx, RepositoryKey repository,
                                                      const Digest& subject, ImageKey after, std::size_t referrers);

struct ReferrerPage {
  std::vector<ReferrerRow> rows;
  bool has_more = false;
};
/// How much of the referrers is read at once. Annotations may be as large as a manifest, so a page is bounded by the
/// bytes of its manifests too; its first row comes in any case.
struct ReferrerLimits {
  std::size_t rows = 0;
  std::uint64_t bytes = 0;
};
/// Images whose subject is `subject`, oldest first.
async::Task<ReferrerPage> list_referrers(sql::Transaction& tx, RepositoryKey repository, const Digest& subject,
                                         const ReferrerFilter& filter, const KeyRange& range, ReferrerLimits limits);

}  // namespace entrepot::meta
