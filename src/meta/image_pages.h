#pragma once
// Pages of images, of (digest, tag) pairs and of referrers. Each page begins at a key and reads an index from there:
// its cost depends neither on how deep it lies nor on how much there is.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/digest.h"
#include "meta/ids.h"
#include "sql/database.h"

namespace entrepot::meta {

enum class TagState : std::uint8_t { kAny, kTagged, kUntagged };

/// Digests after `after` and up to `until`. A filter on tags may reject any number of images, so a filtered page is
/// read within a window whose end end_of_window() gives.
struct DigestRange {
  std::string after;
  std::string until = std::string(kLast);
  /// After every digest.
  static constexpr std::string_view kLast = "~";
};
/// The digest `images` places after `after`; nullopt if there are fewer.
async::Task<std::optional<std::string>> end_of_window(sql::Transaction& tx, RepositoryKey repository,
                                                      const std::string& after, std::size_t images);

struct ImageRow {
  ImageKey key{};
  Digest digest;
  std::string media_type;
  std::string artifact_type;
  std::uint64_t size = 0;
  SysTime pushed_at;
  std::optional<SysTime> last_pulled_at;
  std::optional<Digest> subject;
};
async::Task<std::optional<ImageRow>> find_image_row(sql::Transaction& tx, RepositoryKey repository,
                                                    const Digest& digest);
/// Ordered by digest.
async::Task<std::vector<ImageRow>> list_images(sql::Transaction& tx, RepositoryKey repository, const DigestRange& range,
                                               TagState state, std::size_t limit);

struct TaggedRow {
  std::string digest;
  std::optional<std::string> tag;  ///< none: an untagged image
};
/// Tags of the images in [first, last], ordered by digest and tag.
async::Task<std::vector<TaggedRow>> tags_of_page(sql::Transaction& tx, RepositoryKey repository,
                                                 const std::string& first, const std::string& last);
/// Every (digest, tag) after (range.after, after_tag), and each untagged image, ordered by digest and tag.
async::Task<std::vector<TaggedRow>> list_tagged(sql::Transaction& tx, RepositoryKey repository,
                                                const DigestRange& range, const std::string& after_tag, TagState state,
                                                std::size_t limit);

struct ReferrerRow {
  ImageKey key{};  ///< grows with the time of the push
  Digest digest;
  std::string media_type;
  std::string artifact_type;
  std::uint64_t manifest_size = 0;
  std::string annotations;  ///< a JSON object, or empty
};
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
/// Images whose subject is `subject`, oldest first, after the one with key `after`.
async::Task<ReferrerPage> list_referrers(sql::Transaction& tx, RepositoryKey repository, const Digest& subject,
                                         const std::optional<std::string>& artifact_type, ImageKey after,
                                         ReferrerLimits limits);

}  // namespace entrepot::meta
