#pragma once
// Which images are archived. An image without a row was never archived: it is active.

#include <optional>
#include <vector>

#include "async/task.h"
#include "base/digest.h"
#include "meta/ids.h"
#include "model/image_status.h"
#include "sql/database.h"

namespace entrepot::meta {

struct ImageStorage {
  model::ImageStatus status = model::ImageStatus::kActive;
  std::optional<SysTime> archived_at;   ///< the last time
  std::optional<SysTime> activated_at;  ///< the last time
};

/// Columns status, archived_at and activated_at, from `column` on; all NULL without a row.
ImageStorage to_storage(const sql::Row& row, std::size_t column);

async::Task<ImageStorage> find_storage(sql::Transaction& tx, ImageKey image);
/// Whether any image of the repository is archived or on its way back.
async::Task<bool> has_inactive(sql::Transaction& tx, RepositoryKey repository);

async::Task<void> archive_image(sql::Transaction& tx, ImageKey image, SysTime now);
/// From archived to on its way back.
async::Task<void> begin_activation(sql::Transaction& tx, ImageKey image);
async::Task<void> activate_image(sql::Transaction& tx, ImageKey image, SysTime now);

/// Digests of the indexes that hold it and are not archived, at most `limit`.
async::Task<std::vector<Digest>> active_parents(sql::Transaction& tx, ImageKey child, std::size_t limit);
/// The image and all that it holds, however deep, that are not active.
async::Task<std::vector<ImageKey>> inactive_family(sql::Transaction& tx, ImageKey image);

}  // namespace entrepot::meta
