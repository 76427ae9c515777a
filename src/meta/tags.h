#pragma once
// Tags: names of a repository that point to its images.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/ids.h"
#include "sql/database.h"

namespace entrepot::meta {

/// False if the repository has that tag already; then nothing is changed.
async::Task<bool> insert_tag(sql::Transaction& tx, RepositoryKey repository, const std::string& name, ImageKey image,
                             SysTime now);
/// Makes the tag or moves it, and counts its version up.
async::Task<void> move_tag(sql::Transaction& tx, RepositoryKey repository, const std::string& name, ImageKey image,
                           SysTime now);
/// Which image it points to; the row stays so until the end of the transaction. Only in write().
async::Task<std::optional<ImageKey>> find_tag_for_update(sql::Transaction& tx, RepositoryKey repository,
                                                         const std::string& name);
/// False if there was none.
async::Task<bool> delete_tag(sql::Transaction& tx, RepositoryKey repository, const std::string& name);
/// All of them; returns their names in byte order.
async::Task<std::vector<std::string>> delete_tags_of(sql::Transaction& tx, ImageKey image);

/// In byte order.
async::Task<std::vector<std::string>> tags_of(sql::Transaction& tx, ImageKey image);
async::Task<std::size_t> count_tags_of(sql::Transaction& tx, ImageKey image);
enum class TagsOf : std::uint8_t { kAllImages, kActiveImages };
/// Those after `after`, in byte order.
async::Task<std::vector<std::string>> list_tags(sql::Transaction& tx, RepositoryKey repository, TagsOf which,
                                                const std::string& after, std::size_t limit);

}  // namespace entrepot::meta
