#include "app/root_account.h"

#include <fmt/format.h>

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

}  // namespace

Result<kms::RootKey> open_root_key(const DataFolder& folder, bool has_metadata) {
  const auto file = folder.root_key();
  std::error_code error;
  if (std::filesystem::exists(file, error) || has_metadata) return kms::RootKey::load(file);
  return kms::RootKey::create(file);
}

Result<std::optional<std::string>> load_root_account(const DataFolder& folder, registry::Accounts& accounts,
                                                     const model::AccountId& account, iam::Credentials& credentials) {
  ENTREPOT_TRY(auto keys, async::run_blocking(accounts.access_keys()));
  std::optional<std::string> made;
  if (keys.empty()) {
    const iam::NewAccessKey fresh = iam::make_access_key();
    ENTREPOT_CHECK_OK(write_credentials(folder.root(), {fresh.id, fresh.secret}));
    ENTREPOT_CHECK_OK(async::run_blocking(accounts.create_root(account, fresh.id, fresh.secret)));
    keys.push_back({account, fresh.id, fresh.secret, true});
    made = fresh.id;
  }
  for (auto& key : keys) {
    if (key.account != account) {
      return fail(
          ErrorKind::kUnavailable,
          fmt::format("the data folder {} belongs to account {}, but the configuration says {}: set `account: {}`",
                      folder.root().string(), key.account.text(), account.text(), key.account.text()));
    }
    credentials.put(
        {.principal = root_of(key.account, key.id), .secret = std::move(key.secret), .is_active = key.is_active});
  }
  return made;
}

}  // namespace entrepot::app
