#pragma once
// Pages of images and of (digest, tag) pairs. Each page begins at a key and reads an index from there:
// its cost depends neither on how deep it lies nor on how much there is.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/digest.h"
#include "meta/ids.h"
#include "meta/image_storage.h"
#include "sql/database.h"

namespace entrepot::meta {

enum class TagState : std::uint8_t { kAny, kTagged, kUntagged };

struct PageFilter {
  TagState tags = TagState::kAny;
  std::optional<model::ImageStatus> status;  ///< none: any
};

/// Digests after `after` and up to `until`. A filter may reject any number of images, so a filtered page is read within
/// a window whose end end_of_window() gives.
struct DigestRange {
  std::string after;
  std::string until = std::string(kLast);
  /// After every digest.
  static constexpr std::string_view kLast = "~";
};
/// The digest `images` places after `after`, among those of `filter.status` if that has an index of its own (all but
/// active); nullopt if there are fewer.
async::Task<std::optional<std::string>> end_of_window(sql::Transaction& tx, RepositoryKey repository,
                                                      const PageFilter& filter, const std::string& after,
                                                      std::size_t images);

struct ImageRow {
  ImageKey key{};
  Digest digest;
  std::string media_type;
  std::string artifact_type;
  std::uint64_t size = 0;
  SysTime pushed_at;
  std::optional<SysTime> last_pulled_at;
  std::optional<Digest> subject;
  ImageStorage storage;
};
async::Task<std::optional<ImageRow>> find_image_row(sql::Transaction& tx, RepositoryKey repository,
                                                    const Digest& digest);
/// Ordered by digest.
async::Task<std::vector<ImageRow>> list_images(sql::Transaction& tx, RepositoryKey repository, const DigestRange& range,
                                               const PageFilter& filter, std::size_t limit);

struct TaggedRow {
  std::string digest;
  std::optional<std::string> tag;  ///< none: an untagged image
};
/// Tags of the images in [first, last], ordered by digest and tag, at most `limit`. Of the filter the status alone
/// counts, if it has an index of its own; else tags of images that the filter leaves out are among them.
async::Task<std::vector<TaggedRow>> tags_of_page(sql::Transaction& tx, RepositoryKey repository,
                                                 const std::string& first, const std::string& last,
                                                 const PageFilter& filter, std::size_t limit);
/// Every (digest, tag) after (range.after, after_tag), and each untagged image, ordered by digest and tag.
async::Task<std::vector<TaggedRow>> list_tagged(sql::Transaction& tx, RepositoryKey repository,
                                                const DigestRange& range, const std::string& after_tag,
                                                const PageFilter& filter, std::size_t limit);

}  // namespace entrepot::meta
