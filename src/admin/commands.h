#pragma once
// What an operator can have done: {"command": "user create", "name": "ci", ...} in, what came of it out.

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "identity/principals.h"
#include "json/reader.h"
#include "model/names.h"

namespace entrepot::admin {

class Commands {
 public:
  struct Store {
    identity::Principals& principals;
    /// By id.
    std::function<Result<std::vector<model::AccountId>>()> accounts;
    model::AccountId home;  ///< of requests that name no account
  };
  explicit Commands(Store store) : store_(std::move(store)) {}

  /// Blocks. Errors are for the operator to read: kInvalidParameter for a request that is not understood, and those of
  /// the use cases. What a command made before it failed is taken back as far as it can be.
  ///   account create {id?} -> {account, accessKeyId, secretAccessKey}
  ///   account list {} -> {accounts: [..]}
  /// and those of user_commands.h.
  Result<json::Object> run(const json::Object& request);

 private:
  Result<json::Object> create_account(const json::Object& request);
  Result<json::Object> list_accounts();

  Store store_;
};

}  // namespace entrepot::admin
