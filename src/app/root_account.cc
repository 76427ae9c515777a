#include "app/root_account.h"

#include <fmt/format.h>

#include <algorithm>

#include "async/run_blocking.h"

namespace entrepot::app {
namespace {

iam::Principal root_of(const model::AccountId& account, const std::string& access_key_id) {
  return {.account = account,
          .id = account.text(),
          .arn = fmt::format("arn:aws:iam::{}:root", account.text()),
          .access_key_id = access_key_id,
          .is_root = true};
}

Result<registry::Accounts::Key> make_root(const DataFolder& folder, registry::Accounts& accounts,
                                          const model::AccountId& account, std::string_view profile) {
  const iam::NewAccessKey fresh = iam::make_access_key();
  ENTREPOT_CHECK_OK(write_credentials(folder.root(), profile, {fresh.id, fresh.secret}));
  ENTREPOT_CHECK_OK(async::run_blocking(accounts.create_root(account, fresh.id, fresh.secret)));
  return registry::Accounts::Key{account, fresh.id, fresh.secret, true};
}

}  // namespace

Result<kms::RootKey> open_root_key(const DataFolder& folder, bool has_metadata) {
  const auto file = folder.root_key();
  std::error_code error;
  if (std::filesystem::exists(file, error) || has_metadata) return kms::RootKey::load(file);
  return kms::RootKey::create(file);
}

Result<std::optional<std::string>> load_root_accounts(const DataFolder& folder, registry::Accounts& accounts,
                                                      const WantedAccounts& wanted, iam::Credentials& credentials) {
  ENTREPOT_TRY(auto keys, async::run_blocking(accounts.access_keys()));
  const auto has_key = [&](const model::AccountId& account) {
    return std::ranges::find(keys, account, &registry::Accounts::Key::account) != keys.end();
  };
  if (!keys.empty() && !has_key(wanted.home)) {
    return fail(
        ErrorKind::kUnavailable,
        fmt::format("the data folder {} belongs to account {}, but the configuration says {}: set `account: {}`",
                    folder.root().string(), keys.front().account.text(), wanted.home.text(),
                    keys.front().account.text()));
  }
  std::optional<std::string> made;
  if (keys.empty()) {
    ENTREPOT_TRY(auto key, make_root(folder, accounts, wanted.home, "default"));
    made = key.id;
    keys.push_back(std::move(key));
  }
  for (const model::AccountId& account : wanted.more) {
    if (has_key(account)) continue;
    ENTREPOT_TRY(auto key, make_root(folder, accounts, account, account.text()));
    keys.push_back(std::move(key));
  }
  for (auto& key : keys) {
    credentials.put(
        {.principal = root_of(key.account, key.id), .secret = std::move(key.secret), .is_active = key.is_active});
  }
  return made;
}

}  // namespace entrepot::app
