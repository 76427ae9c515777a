#pragma once
// What IAM shows of an account: its users, groups, roles, policies, access keys and identity providers.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "meta/identities.h"
#include "model/names.h"

namespace entrepot::identity {

using Kind = meta::IdentityKind;
/// In the order of their keys.
using Tags = std::vector<std::pair<std::string, std::string>>;

/// A user, group or role.
struct Entity {
  std::string id;  ///< "AIDA..", "AGPA..", "AROA.."
  std::string name;
  std::string path;
  std::string arn;
  SysTime created_at;
  std::optional<std::string> boundary_arn;
};

struct User {
  Entity entity;
  Tags tags;  ///< empty in listings, as AWS has it
};

struct Role {
  Entity entity;
  std::string trust;
  std::string description;
  std::chrono::seconds max_session{3600};
  Tags tags;  ///< empty in listings
};

struct ManagedPolicy {
  std::string id;  ///< "ANPA.."
  std::string name;
  std::string path;
  std::string arn;
  std::string description;
  SysTime created_at;
  SysTime updated_at;
  std::int64_t default_version = 1;
  std::int64_t attachments = 0;
  std::int64_t boundaries = 0;
  Tags tags;  ///< empty in listings
};

struct PolicyVersion {
  std::int64_t version = 1;
  bool is_default = false;
  SysTime created_at;
  std::string document;
};

struct AttachedPolicy {
  std::string name;
  std::string arn;
};

struct InlinePolicy {
  std::string name;
  std::string document;
};

struct AccessKey {
  std::string id;
  std::string user_name;  ///< empty: the account's root
  bool is_active = true;
  SysTime created_at;
};

struct OidcProvider {
  std::string url;  ///< without "https://"
  SysTime created_at;
  std::vector<std::string> client_ids;
  std::vector<std::string> thumbprints;
  Tags tags;
};

struct PageRequest {
  std::string after;  ///< `next` of the page before; empty: from the start
  std::size_t limit = 100;
  std::string path_prefix = "/";
};
template <class T>
struct Page {
  std::vector<T> items;
  std::string next;  ///< empty: this was the last
};

/// Cuts a page from one item more than was asked for; `key(item)` is what the next page begins after.
template <class T, class F>
Page<T> to_page(std::vector<T> items, std::size_t limit, F key) {
  Page<T> page{.items = std::move(items), .next = {}};
  if (page.items.size() > limit) {
    page.items.resize(limit);
    page.next = key(page.items.back());
  }
  return page;
}

}  // namespace entrepot::identity
