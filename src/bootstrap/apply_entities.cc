#include "bootstrap/apply_entities.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "async/run_blocking.h"
#include "identity/names.h"

namespace entrepot::bootstrap {
namespace {

using async::run_blocking;
using identity::Kind;
using identity::Whose;

bool is_absent(const Error& error) {
  return error.kind() == ErrorKind::kNoSuchEntity;
}

/// Whether two documents say the same, however they are written.
bool is_same_document(std::string_view a, std::string_view b) {
  if (a == b) return true;
  boost::system::error_code wrong;
  const auto left = boost::json::parse(a, wrong);
  if (wrong) return false;
  const auto right = boost::json::parse(b, wrong);
  return !wrong && left == right;
}

Error cannot_change(std::string_view what, std::string_view now) {
  return {ErrorKind::kInvalidParameter, fmt::format("its {} is '{}' and cannot be changed", what, now)};
}

/// A new default version; the oldest goes when there are as many as may be.
Result<void> replace_document(Applying& applying, const Policy& policy, const std::string& arn) {
  auto& policies = applying.principals.policies;
  const auto versions = run_blocking(policies.list_versions(applying.account.id, arn));
  if (!versions) return applying.refuse(policy.place, policy.name, versions.error());
  const auto current = std::ranges::find_if(*versions, &identity::PolicyVersion::is_default);
  if (current != versions->end() && is_same_document(current->document, policy.document)) return {};
  if (versions->size() >= identity::kPolicyVersions) {
    const auto oldest =
        std::ranges::find_if_not(versions->rbegin(), versions->rend(), &identity::PolicyVersion::is_default);
    const auto gone =
        run_blocking(policies.delete_version(applying.account.id, arn, fmt::format("v{}", oldest->version)));
    ENTREPOT_CHECK_OK(applying.changed(policy.place, policy.name, gone));
  }
  return applying.changed(policy.place, policy.name,
                          run_blocking(policies.create_version(applying.account.id, arn, policy.document,
                                                               identity::Policies::Default::kThisOne)));
}

Result<void> apply_inline(Applying& applying, const Whose& whose, const Holder& holder) {
  auto& inlines = applying.principals.inline_policies;
  for (const InlinePolicy& wanted : holder.inline_policies) {
    const auto now = run_blocking(inlines.get(whose, wanted.name));
    if (now && is_same_document(now->document, wanted.document)) continue;
    if (!now && !is_absent(now.error())) return applying.refuse(wanted.place, wanted.name, now.error());
    const auto done = run_blocking(inlines.put(whose, {.name = wanted.name, .document = wanted.document}));
    ENTREPOT_CHECK_OK(applying.changed(wanted.place, wanted.name, done));
  }
  return {};
}

Result<void> apply_attachments(Applying& applying, const Whose& whose, const Holder& holder) {
  auto& attachments = applying.principals.attachments;
  const auto now = run_blocking(attachments.list(whose, "/"));
  if (!now) return applying.refuse(holder.place, holder.name, now.error());
  for (const PolicyReference& wanted : holder.policies) {
    const std::string arn = applying.arn_of(wanted.text);
    if (std::ranges::find(*now, arn, &identity::AttachedPolicy::arn) != now->end()) continue;
    ENTREPOT_CHECK_OK(applying.changed(wanted.place, wanted.text, run_blocking(attachments.attach(whose, arn))));
  }
  return {};
}

Result<void> apply_boundary(Applying& applying, const Whose& whose, const std::optional<PolicyReference>& wanted,
                            const std::optional<std::string>& now) {
  if (!wanted) return {};
  const std::string arn = applying.arn_of(wanted->text);
  if (now == arn) return {};
  return applying.changed(wanted->place, wanted->text,
                          run_blocking(applying.principals.attachments.set_boundary(whose, arn)));
}

Result<void> apply_tags(Applying& applying, const Whose& whose, const Holder& holder, const identity::Tags& wanted,
                        const identity::Tags& now) {
  identity::Tags missing;
  for (const auto& tag : wanted) {
    if (std::ranges::find(now, tag) == now.end()) missing.push_back(tag);
  }
  if (missing.empty()) return {};
  return applying.changed(holder.place, holder.name, run_blocking(applying.principals.tags.put(whose, missing)));
}

Result<void> apply_permissions(Applying& applying, const Whose& whose, const Holder& holder) {
  ENTREPOT_CHECK_OK(apply_inline(applying, whose, holder));
  return apply_attachments(applying, whose, holder);
}

Result<void> apply_memberships(Applying& applying, const User& user) {
  auto& groups = applying.principals.groups;
  const auto now = run_blocking(groups.groups_of(applying.account.id, user.name, {.after = {}, .limit = 1'000}));
  if (!now) return applying.refuse(user.place, user.name, now.error());
  for (const std::string& group : user.groups) {
    if (std::ranges::find(now->items, group, &identity::Entity::name) != now->items.end()) continue;
    const auto done = run_blocking(groups.add_user(applying.account.id, group, user.name));
    ENTREPOT_CHECK_OK(applying.changed({user.place.key + ".groups"}, group, done));
  }
  return {};
}

Result<void> apply_key(Applying& applying, const User& user) {
  if (user.credentials_file.empty()) return {};
  const Place place{user.place.key + ".credentials_file"};
  auto& keys = applying.principals.access_keys;
  const auto now = run_blocking(keys.list(applying.account.id, user.name));
  if (!now) return applying.refuse(place, user.credentials_file, now.error());
  if (!now->empty()) return {};
  auto fresh = run_blocking(keys.create(applying.account.id, user.name));
  if (!fresh) return applying.refuse(place, user.credentials_file, fresh.error());
  const auto written = applying.write_key(user.credentials_file, fresh->key.id, fresh->secret);
  crypto::wipe(fresh->secret);
  if (written) return applying.changed(place, user.credentials_file, written);
  // A key that nobody has is of no use.
  static_cast<void>(run_blocking(keys.remove(applying.account.id, user.name, fresh->key.id)));
  return applying.refuse(place, user.credentials_file, written.error());
}

}  // namespace

Result<void> apply_policy(Applying& applying, const Policy& policy) {
  auto& policies = applying.principals.policies;
  const std::string arn = identity::policy_arn(applying.account.id, policy.path, policy.name);
  const auto now = run_blocking(policies.get(applying.account.id, arn));
  if (now) return replace_document(applying, policy, arn);
  if (!is_absent(now.error())) return applying.refuse(policy.place, policy.name, now.error());
  return applying.changed(
      policy.place, policy.name,
      run_blocking(policies.create(
          applying.account.id,
          {.name = policy.name, .path = policy.path, .document = policy.document, .description = policy.description})));
}

Result<void> apply_provider(Applying& applying, const Provider& provider) {
  auto& providers = applying.principals.providers;
  const model::AccountId& account = applying.account.id;
  const std::string arn = fmt::format("arn:aws:iam::{}:oidc-provider/{}", account.text(), provider.url);
  const auto now = run_blocking(providers.get(account, arn));
  if (!now) {
    if (!is_absent(now.error())) return applying.refuse(provider.place, provider.url, now.error());
    identity::OidcProvider fresh{.url = provider.url,
                                 .created_at = {},
                                 .client_ids = provider.client_ids,
                                 .thumbprints = provider.thumbprints,
                                 .tags = {}};
    return applying.changed(provider.place, provider.url, run_blocking(providers.create(account, std::move(fresh))));
  }
  for (const std::string& id : provider.client_ids) {
    if (std::ranges::find(now->client_ids, id) != now->client_ids.end()) continue;
    ENTREPOT_CHECK_OK(applying.changed(provider.place, id, run_blocking(providers.add_client_id(account, arn, id))));
  }
  if (provider.thumbprints.empty() || provider.thumbprints == now->thumbprints) return {};
  return applying.changed(provider.place, provider.url,
                          run_blocking(providers.set_thumbprints(account, arn, provider.thumbprints)));
}

Result<void> apply_group(Applying& applying, const Group& group) {
  auto& groups = applying.principals.groups;
  const model::AccountId& account = applying.account.id;
  const auto now = run_blocking(groups.get(account, group.name));
  if (!now && !is_absent(now.error())) return applying.refuse(group.place, group.name, now.error());
  if (!now) {
    const auto made = run_blocking(groups.create(account, {.name = group.name, .path = group.path}));
    ENTREPOT_CHECK_OK(applying.changed(group.place, group.name, made));
  } else if (now->path != group.path) {
    const auto moved = run_blocking(groups.update(account, group.name, std::nullopt, group.path));
    ENTREPOT_CHECK_OK(applying.changed(group.place, group.name, moved));
  }
  return apply_permissions(applying, {account, Kind::kGroup, group.name}, group);
}

Result<void> apply_user(Applying& applying, const User& user) {
  auto& users = applying.principals.users;
  const model::AccountId& account = applying.account.id;
  const Whose whose{account, Kind::kUser, user.name};
  auto now = run_blocking(users.get(account, user.name));
  if (!now) {
    if (!is_absent(now.error())) return applying.refuse(user.place, user.name, now.error());
    now = run_blocking(users.create(account, {.name = user.name, .path = user.path}));
    ENTREPOT_CHECK_OK(applying.changed(user.place, user.name, now));
  } else if (now->entity.path != user.path) {
    const auto moved = run_blocking(users.update(account, user.name, std::nullopt, user.path));
    ENTREPOT_CHECK_OK(applying.changed(user.place, user.name, moved));
  }
  ENTREPOT_CHECK_OK(apply_boundary(applying, whose, user.boundary, now->entity.boundary_arn));
  ENTREPOT_CHECK_OK(apply_tags(applying, whose, user, user.tags, now->tags));
  ENTREPOT_CHECK_OK(apply_memberships(applying, user));
  ENTREPOT_CHECK_OK(apply_permissions(applying, whose, user));
  return apply_key(applying, user);
}

Result<void> apply_role(Applying& applying, const Role& role) {
  auto& roles = applying.principals.roles;
  const model::AccountId& account = applying.account.id;
  const Whose whose{account, Kind::kRole, role.name};
  auto now = run_blocking(roles.get(account, role.name));
  if (!now) {
    if (!is_absent(now.error())) return applying.refuse(role.place, role.name, now.error());
    now = run_blocking(roles.create(account, {.entity = {.name = role.name, .path = role.path},
                                              .trust = role.trust,
                                              .description = role.description,
                                              .max_session = role.max_session}));
    ENTREPOT_CHECK_OK(applying.changed(role.place, role.name, now));
  }
  if (now->entity.path != role.path)
    return applying.refuse(role.place, role.path, cannot_change("path", now->entity.path));
  if (!is_same_document(now->trust, role.trust)) {
    const auto done = run_blocking(roles.update_trust(account, role.name, role.trust));
    ENTREPOT_CHECK_OK(applying.changed({role.place.key + ".trust"}, role.name, done));
  }
  if (now->max_session != role.max_session || now->description != role.description) {
    const auto done = run_blocking(roles.update(account, role.name, role.description, role.max_session));
    ENTREPOT_CHECK_OK(applying.changed(role.place, role.name, done));
  }
  ENTREPOT_CHECK_OK(apply_boundary(applying, whose, role.boundary, now->entity.boundary_arn));
  ENTREPOT_CHECK_OK(apply_tags(applying, whose, role, role.tags, now->tags));
  return apply_permissions(applying, whose, role);
}

}  // namespace entrepot::bootstrap
