#pragma once
// What a bootstrap file declares. Values only; where each stood is kept for messages.

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/names.h"

namespace entrepot::bootstrap {

/// "accounts[0].users[1].policies[0]": the key that a value was read from.
struct Place {
  std::string key;
};

/// A managed policy that something has: a full ARN, or the name of one of the account or of AWS.
struct PolicyReference {
  Place place;
  std::string text;
};

struct InlinePolicy {
  Place place;
  std::string name;
  std::string document;  ///< JSON
};

struct Policy {
  Place place;
  std::string name;
  std::string path = "/";
  std::string description;
  std::string document;
};

struct Holder {
  Place place;
  std::string name;
  std::string path = "/";
  std::vector<PolicyReference> policies;
  std::vector<InlinePolicy> inline_policies;
};

struct Group : Holder {};

struct User : Holder {
  std::vector<std::string> groups;
  std::optional<PolicyReference> boundary;
  std::vector<std::pair<std::string, std::string>> tags;
  std::string credentials_file;  ///< an access key is made into it if the user has none; empty: no key
};

struct Role : Holder {
  std::string trust;  ///< JSON
  std::string description;
  std::chrono::seconds max_session{3600};
  std::optional<PolicyReference> boundary;
  std::vector<std::pair<std::string, std::string>> tags;
};

struct Provider {
  Place place;
  std::string url;  ///< without "https://"
  std::vector<std::string> client_ids;
  std::vector<std::string> thumbprints;
};

struct Account {
  Place place;
  model::AccountId id;
  std::vector<Policy> policies;
  std::vector<Provider> providers;
  std::vector<Group> groups;
  std::vector<User> users;
  std::vector<Role> roles;
};

struct Declaration {
  std::string file;  ///< its name, for messages
  std::vector<Account> accounts;
};

}  // namespace entrepot::bootstrap
