#pragma once
// Everything that can be done with the identities of accounts.

#include "identity/access_keys.h"
#include "identity/account.h"
#include "identity/attachments.h"
#include "identity/groups.h"
#include "identity/inline_policies.h"
#include "identity/policies.h"
#include "identity/providers.h"
#include "identity/roles.h"
#include "identity/service_linked_roles.h"
#include "identity/tags.h"
#include "identity/users.h"

namespace entrepot::identity {

/// Thread-safe, as its parts. `core` must outlive it.
struct Principals {
  explicit Principals(Core& core)
      : users(core),
        groups(core),
        roles(core),
        policies(core),
        inline_policies(core),
        attachments(core),
        access_keys(core),
        providers(core),
        tags(core),
        service_linked_roles(core),
        account(core) {}

  Users users;
  Groups groups;
  Roles roles;
  Policies policies;
  InlinePolicies inline_policies;
  Attachments attachments;
  AccessKeys access_keys;
  Providers providers;
  TagSets tags;
  ServiceLinkedRoles service_linked_roles;
  Account account;
};

}  // namespace entrepot::identity
