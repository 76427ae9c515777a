#pragma once
// How pages of images that are filtered by their tags stay cheap. Private to the room.

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

/// All after `after`, or with a filter, the window that begins there.
inline async::Task<meta::DigestRange> page_range(sql::Transaction& tx, meta::RepositoryKey repository, TagStatus status,
                                                 std::string after) {
  meta::DigestRange range{.after = std::move(after)};
  if (status == TagStatus::kAny) co_return range;
  ENTREPOT_CO_TRY(auto end, co_await meta::end_of_window(tx, repository, range.after, kWindow));
  if (end) range.until = std::move(*end);
  co_return range;
}

}  // namespace entrepot::registry
