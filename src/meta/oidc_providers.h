#pragma once
// OpenID Connect providers of an account.

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "meta/ids.h"
#include "model/names.h"
#include "sql/database.h"

namespace entrepot::meta {

struct OidcProviderRow {
  std::string account;
  std::string url;  ///< without "https://"
  SysTime created_at;
  std::string client_ids;   ///< JSON list
  std::string thumbprints;  ///< JSON list
};

/// False, and nothing written, if there is one with this URL.
async::Task<bool> insert_oidc_provider(sql::Transaction& tx, const OidcProviderRow& row);
async::Task<std::optional<OidcProviderRow>> find_oidc_provider(sql::Transaction& tx, const std::string& account,
                                                               const std::string& url);
/// Its two lists.
async::Task<void> update_oidc_provider(sql::Transaction& tx, const OidcProviderRow& row);
/// False if it was not there.
async::Task<bool> delete_oidc_provider(sql::Transaction& tx, const std::string& account, const std::string& url);
/// Of the account, by URL.
async::Task<std::vector<OidcProviderRow>> list_oidc_providers(sql::Transaction& tx, const std::string& account);
/// Of all accounts.
async::Task<std::vector<OidcProviderRow>> list_oidc_providers(sql::Transaction& tx);

}  // namespace entrepot::meta
