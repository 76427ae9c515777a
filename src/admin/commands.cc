#include "admin/commands.h"

#include <fmt/format.h>

#include <algorithm>

#include "admin/user_commands.h"
#include "async/run_blocking.h"
#include "base/encoding.h"
#include "crypto/secret.h"

namespace entrepot::admin {
namespace {

/// Twelve digits that no account has.
model::AccountId random_account(const std::vector<model::AccountId>& taken) {
  for (;;) {
    std::array<std::uint8_t, 12> bytes{};
    crypto::random_bytes(bytes);
    std::string digits;
    for (const std::uint8_t byte : bytes) digits += static_cast<char>('0' + byte % 10);
    if (digits[0] == '0') continue;
    const auto id = model::AccountId::parse(digits);
    if (id && std::ranges::find(taken, *id) == taken.end()) return *id;
  }
}

}  // namespace

Result<json::Object> Commands::run(const json::Object& request) {
  json::Reader in(request);
  const std::string command = in.required_string("command", {.min = 1, .max = 64});
  const auto account_text = in.optional_string("account", {.max = 64});
  ENTREPOT_CHECK_OK(in.finish());
  if (command == "account create") return create_account(request);
  if (command == "account list") return list_accounts();
  model::AccountId account = store_.home;
  if (account_text) {
    ENTREPOT_TRY(account, model::AccountId::parse(*account_text));
    ENTREPOT_TRY(const auto accounts, store_.accounts());
    if (std::ranges::find(accounts, account) == accounts.end())
      return fail(ErrorKind::kInvalidParameter,
                  fmt::format("there is no account {}; `entrepot account list` shows all", account.text()));
  }
  return run_user_command(store_.principals, account, command, request);
}

Result<json::Object> Commands::create_account(const json::Object& request) {
  json::Reader in(request);
  const auto wanted = in.optional_string("id", {.max = 64});
  ENTREPOT_CHECK_OK(in.finish());
  ENTREPOT_TRY(const auto taken, store_.accounts());
  model::AccountId account = random_account(taken);
  if (wanted) {
    const auto parsed = model::AccountId::parse(*wanted);
    if (!parsed)
      return fail(ErrorKind::kInvalidParameter, fmt::format("'{}' must be 12 digits", printable(*wanted, 64)));
    account = *parsed;
  }
  if (std::ranges::find(taken, account) != taken.end())
    return fail(ErrorKind::kConflict, fmt::format("the account {} is there already", account.text()));
  ENTREPOT_TRY(const auto key, async::run_blocking(store_.principals.access_keys.create(account, std::nullopt)));
  return json::Object{{"account", account.text()}, {"accessKeyId", key.key.id}, {"secretAccessKey", key.secret}};
}

Result<json::Object> Commands::list_accounts() {
  ENTREPOT_TRY(const auto accounts, store_.accounts());
  json::Array out;
  for (const model::AccountId& account : accounts) out.emplace_back(account.text());
  return json::Object{{"accounts", std::move(out)}};
}

}  // namespace entrepot::admin
