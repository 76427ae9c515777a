#pragma once
// Tags of users, roles, policies and OIDC providers. Their keys are unique whatever their case.

#include <string>
#include <utility>
#include <vector>

#include "async/task.h"
#include "sql/database.h"

namespace entrepot::meta {

using IdentityTags = std::vector<std::pair<std::string, std::string>>;

/// `owner`: a unique id, or the ARN of a provider. A key that is there in another case takes the case given now.
async::Task<void> put_identity_tag(sql::Transaction& tx, const std::string& owner, const std::string& key,
                                   const std::string& value);
async::Task<void> delete_identity_tag(sql::Transaction& tx, const std::string& owner, const std::string& key);
async::Task<void> delete_identity_tags(sql::Transaction& tx, const std::string& owner);
/// By key.
async::Task<IdentityTags> list_identity_tags(sql::Transaction& tx, const std::string& owner);

}  // namespace entrepot::meta
