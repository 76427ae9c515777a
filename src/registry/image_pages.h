#pragma once
// How pages of images that are filtered stay cheap. Private to the room.

#include "async/task.h"
#include "meta/image_pages.h"
#include "registry/types.h"

namespace entrepot::registry {

/// Images that a filtered page looks at. If most of a repository is filtered out, its pages are short, or empty, and
/// still have a `next`; clients that go by that alone, as AWS's do, see all.
inline constexpr std::size_t kWindow = 5'000;

inline meta::TagState tag_state(TagStatus status) {
  switch (status) {
    case TagStatus::kAny:
      return meta::TagState::kAny;
    case TagStatus::kTagged:
      return meta::TagState::kTagged;
    case TagStatus::kUntagged:
      return meta::TagState::kUntagged;
  }
  return meta::TagState::kAny;
}

/// Where nothing is archived, which is nearly everywhere, asking for what is active is asking for all.
inline async::Task<std::optional<model::ImageStatus>> needed_status(sql::Transaction& tx,
                                                                    meta::RepositoryKey repository,
                                                                    std::optional<model::ImageStatus> status) {
  if (status != model::ImageStatus::kActive) co_return status;
  ENTREPOT_CO_TRY(const bool has_inactive, co_await meta::has_inactive(tx, repository));
  co_return has_inactive ? status : std::nullopt;
}

inline async::Task<meta::PageFilter> page_filter(sql::Transaction& tx, meta::RepositoryKey repository,
                                                 ImageFilter filter) {
  meta::PageFilter out{.tags = tag_state(filter.tags)};
  ENTREPOT_CO_TRY(out.status, co_await needed_status(tx, repository, filter.status));
  co_return out;
}

/// All after `after`, or with a filter, the window that begins there.
inline async::Task<meta::DigestRange> page_range(sql::Transaction& tx, meta::RepositoryKey repository,
                                                 const meta::PageFilter& filter, std::string after) {
  meta::DigestRange range{.after = std::move(after)};
  const bool passes_images_over = filter.tags != meta::TagState::kAny || filter.status == model::ImageStatus::kActive;
  if (!passes_images_over) co_return range;
  ENTREPOT_CO_TRY(auto end, co_await meta::end_of_window(tx, repository, filter, range.after, kWindow));
  if (end) range.until = std::move(*end);
  co_return range;
}

}  // namespace entrepot::registry
