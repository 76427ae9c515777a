#include "identity/tag_sets.h"

#include <set>

#include "identity/messages.h"
#include "identity/quotas.h"
#include "meta/identity_tags.h"

namespace entrepot::identity {

async::Task<void> put_tags(sql::Transaction& tx, const std::string& owner, const Tags& tags) {
  if (tags.empty()) co_return Result<void>{};
  std::set<std::string> seen;
  for (const auto& [key, value] : tags) {
    if (!seen.insert(meta::fold_name(key)).second) co_return fail(messages::duplicate_tag_keys());
    ENTREPOT_CO_CHECK_OK(co_await meta::put_identity_tag(tx, owner, key, value));
  }
  ENTREPOT_CO_TRY(const auto all, co_await meta::list_identity_tags(tx, owner));
  if (all.size() > kTags) co_return fail(messages::quota("TagsPerResource", kTags));
  co_return Result<void>{};
}

async::Task<void> delete_tags(sql::Transaction& tx, const std::string& owner, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) ENTREPOT_CO_CHECK_OK(co_await meta::delete_identity_tag(tx, owner, key));
  co_return Result<void>{};
}

}  // namespace entrepot::identity
