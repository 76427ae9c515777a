#include "identity/core.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "identity/key_secrets.h"
#include "identity/names.h"
#include "identity/oidc_lists.h"
#include "identity/policy_compiler.h"
#include "meta/accounts.h"
#include "meta/oidc_providers.h"
#include "observe/log.h"

namespace entrepot::identity {
namespace {

constexpr observe::Logger kLog{"identity"};

/// A change of more identities than this is taken over by loading all of them.
constexpr std::size_t kMaxOneByOne = 64;

using Ids = std::set<std::string, std::less<>>;

}  // namespace

/// What was read of the store, on one snapshot.
struct Core::Loaded {
  std::int64_t version = 0;
  bool is_everything = false;
  std::map<std::string, meta::Subject, std::less<>> subjects{};  ///< users, roles, and the groups of these users
  Ids wanted{};  ///< users and roles to show; those without a subject are gone
  std::vector<meta::PolicyDocumentRow> documents{};
  std::vector<meta::AccessKeyRow> keys{};
  Ids wanted_keys{};  ///< those without a row are gone
  std::vector<meta::OidcProviderRow> providers{};
  Ids wanted_providers{};
};

/// What Memory holds of it.
struct Core::Shown {
  Memory memory;
  std::mutex mutex{};
  std::int64_t version = -1;
  SysTime looked_at{};
  Ids identities{};
  Ids keys{};
  Ids providers{};
  ManagedPolicies policies{};

  void apply(const Loaded& loaded, const crypto::Key& key_of_secrets, SysTime now);
  void forget_if_blind(SysTime now);
  void show_identities(const Loaded& loaded);
  void show_keys(const Loaded& loaded, const crypto::Key& key_of_secrets);
  void show_providers(const Loaded& loaded);
};

namespace {

async::Task<void> load_everything(sql::Transaction& tx, auto& into) {
  into.is_everything = true;
  ENTREPOT_CO_TRY(auto subjects, co_await meta::load_subjects(tx));
  for (meta::Subject& subject : subjects) {
    if (subject.identity.kind != Kind::kGroup) into.wanted.insert(subject.identity.id);
    std::string id = subject.identity.id;
    into.subjects.emplace(std::move(id), std::move(subject));
  }
  ENTREPOT_CO_TRY(into.documents, co_await meta::load_policy_documents(tx));
  ENTREPOT_CO_TRY(into.keys, co_await meta::list_access_keys(tx));
  ENTREPOT_CO_TRY(into.providers, co_await meta::list_oidc_providers(tx));
  co_return Result<void>{};
}

/// A user or role as it is; for a group, those in it.
async::Task<void> want_identity(sql::Transaction& tx, const std::string& id, Ids& wanted) {
  ENTREPOT_CO_TRY(const auto found, co_await meta::find_identity(tx, id));
  if (!found || found->kind != Kind::kGroup) {
    wanted.insert(id);
    co_return Result<void>{};
  }
  ENTREPOT_CO_TRY(const auto members, co_await meta::member_ids(tx, id));
  wanted.insert(members.begin(), members.end());
  co_return Result<void>{};
}

async::Task<void> want_change(sql::Transaction& tx, const meta::IdentityChange& change, auto& into) {
  if (change.kind == "identity") co_return co_await want_identity(tx, change.id, into.wanted);
  if (change.kind == "policy") {
    ENTREPOT_CO_TRY(const auto attached, co_await meta::subject_ids_of_policy(tx, change.id));
    for (const std::string& id : attached) ENTREPOT_CO_CHECK_OK(co_await want_identity(tx, id, into.wanted));
  }
  if (change.kind == "key") {
    into.wanted_keys.insert(change.id);
    ENTREPOT_CO_TRY(auto key, co_await meta::find_access_key(tx, change.id));
    if (key && key->user) into.wanted.insert(*key->user);  // whose keys are loaded with it
    if (key && !key->user) into.keys.push_back(std::move(*key));
  }
  if (change.kind == "provider") into.wanted_providers.insert(change.id);
  co_return Result<void>{};
}

async::Task<void> load_documents(sql::Transaction& tx, const meta::Subject& of, Ids& loaded, auto& into) {
  std::vector<meta::PolicyReference> references = of.attached;
  if (of.boundary) references.push_back(*of.boundary);
  for (const meta::PolicyReference& reference : references) {
    if (!reference.policy || !loaded.insert(*reference.policy).second) continue;
    ENTREPOT_CO_TRY(auto document, co_await meta::load_policy_document(tx, *reference.policy));
    if (document) into.documents.push_back(std::move(*document));
  }
  co_return Result<void>{};
}

async::Task<void> load_one(sql::Transaction& tx, const std::string& id, Ids& documents, auto& into) {
  if (into.subjects.contains(id)) co_return Result<void>{};
  ENTREPOT_CO_TRY(auto subject, co_await meta::load_subject(tx, id));
  if (!subject) co_return Result<void>{};
  ENTREPOT_CO_CHECK_OK(co_await load_documents(tx, *subject, documents, into));
  into.subjects.emplace(id, std::move(*subject));
  co_return Result<void>{};
}

async::Task<void> load_wanted(sql::Transaction& tx, auto& into) {
  Ids documents;
  for (const std::string& id : into.wanted) {
    ENTREPOT_CO_CHECK_OK(co_await load_one(tx, id, documents, into));
    const auto at = into.subjects.find(id);
    if (at == into.subjects.end() || at->second.identity.kind != Kind::kUser) continue;
    const meta::Subject& user = at->second;  // elements of a map stay where they are
    for (const std::string& group : user.groups) ENTREPOT_CO_CHECK_OK(co_await load_one(tx, group, documents, into));
    ENTREPOT_CO_TRY(const auto account, model::AccountId::parse(user.identity.account));
    ENTREPOT_CO_TRY(auto keys, co_await meta::list_access_keys(tx, account, id));
    for (meta::AccessKeyRow& key : keys) into.keys.push_back(std::move(key));
  }
  if (!into.wanted_providers.empty()) {
    ENTREPOT_CO_TRY(into.providers, co_await meta::list_oidc_providers(tx));
  }
  co_return Result<void>{};
}

/// The policies of a user or role: its own, then those of its groups.
std::vector<PolicyPointer> policies_of(const meta::Subject& subject,
                                       const std::map<std::string, meta::Subject, std::less<>>& all,
                                       ManagedPolicies& managed) {
  std::vector<PolicyPointer> out;
  const auto add = [&](const meta::Subject& from) {
    for (const meta::InlinePolicyRow& row : from.inline_policies)
      out.push_back(compile_or_deny(row.document, model::PolicyOf::kIdentity, row.name));
    for (const meta::PolicyReference& reference : from.attached) out.push_back(managed.find(reference));
  };
  add(subject);
  for (const std::string& group : subject.groups) {
    if (const auto at = all.find(group); at != all.end()) add(at->second);
  }
  return out;
}

Result<iam::Identity> to_identity(const meta::Subject& subject,
                                  const std::map<std::string, meta::Subject, std::less<>>& all,
                                  ManagedPolicies& managed) {
  const meta::IdentityRow& row = subject.identity;
  ENTREPOT_TRY(const auto account, model::AccountId::parse(row.account));
  iam::Identity out{.id = row.id,
                    .name = row.name,
                    .path = row.path,
                    .arn = entity_arn(account, row.kind, row.path, row.name),
                    .account = account,
                    .is_role = row.kind == Kind::kRole,
                    .epoch = 0,
                    .sessions_valid_from = {},
                    .tags = subject.tags,
                    .policies = policies_of(subject, all, managed),
                    .boundary = subject.boundary ? managed.find(*subject.boundary) : nullptr,
                    .trust = nullptr,
                    .max_session = std::chrono::hours(1)};
  if (subject.role) {
    out.epoch = static_cast<std::uint64_t>(subject.role->epoch);
    out.sessions_valid_from = subject.role->valid_from;
    out.trust = compile_or_deny(subject.role->trust, model::PolicyOf::kTrust, out.arn);
    out.max_session = subject.role->max_session;
  }
  return out;
}

}  // namespace

void Core::Shown::show_identities(const Loaded& loaded) {
  for (const meta::PolicyDocumentRow& row : loaded.documents) policies.put(row);
  if (loaded.is_everything) {
    for (const std::string& id : identities) {
      if (!loaded.wanted.contains(id)) memory.directory.remove(id);
    }
    identities.clear();
  }
  for (const std::string& id : loaded.wanted) {
    const auto at = loaded.subjects.find(id);
    if (at == loaded.subjects.end()) {
      memory.directory.remove(id);
      identities.erase(id);
      continue;
    }
    auto identity = to_identity(at->second, loaded.subjects, policies);
    if (!identity) continue;  // an account that is none: the row was not written by us
    memory.directory.put(std::move(*identity));
    identities.insert(id);
  }
}

void Core::Shown::show_keys(const Loaded& loaded, const crypto::Key& key_of_secrets) {
  Ids there;
  for (const meta::AccessKeyRow& row : loaded.keys) {
    auto account = model::AccountId::parse(row.account);
    auto secret = open_secret(key_of_secrets, row.account, row.id, row.sealed_secret);
    if (!account || !secret) {
      kLog.error("access_key_is_damaged", {{"id", row.id}});
      continue;
    }
    iam::Principal principal{.account = *account,
                             .id = account->text(),
                             .arn = root_arn(*account),
                             .access_key_id = row.id,
                             .is_root = true,
                             .kind = iam::PrincipalKind::kRoot,
                             .session = nullptr};
    if (row.user) {
      const auto user = loaded.subjects.find(*row.user);
      if (user == loaded.subjects.end()) continue;
      const meta::IdentityRow& identity = user->second.identity;
      principal.id = identity.id;
      principal.arn = entity_arn(*account, identity.kind, identity.path, identity.name);
      principal.is_root = false;
      principal.kind = iam::PrincipalKind::kUser;
    }
    memory.credentials.put(
        {.principal = std::move(principal), .secret = std::move(*secret), .is_active = row.is_active});
    there.insert(row.id);
    keys.insert(row.id);
  }
  for (const std::string& id : loaded.is_everything ? Ids(keys) : loaded.wanted_keys) {
    if (there.contains(id)) continue;
    memory.credentials.remove(id);
    keys.erase(id);
  }
}

void Core::Shown::show_providers(const Loaded& loaded) {
  Ids there;
  for (const meta::OidcProviderRow& row : loaded.providers) {
    const auto account = model::AccountId::parse(row.account);
    if (!account) continue;
    const std::string arn = iam::oidc_provider_arn(*account, row.url);
    memory.providers.put(
        {.arn = arn, .client_ids = parse_list(row.client_ids), .thumbprints = parse_list(row.thumbprints)});
    there.insert(arn);
    providers.insert(arn);
  }
  for (const std::string& arn : loaded.is_everything ? Ids(providers) : loaded.wanted_providers) {
    if (there.contains(arn)) continue;
    memory.providers.remove(arn);
    providers.erase(arn);
  }
}

void Core::Shown::forget_if_blind(SysTime now) {
  const std::lock_guard lock(mutex);
  if (version < 0 || now - looked_at <= kMaxBlindness) return;
  kLog.error("identities_too_old", {{"seconds", std::chrono::floor<std::chrono::seconds>(now - looked_at).count()}});
  Loaded nobody;
  nobody.is_everything = true;
  show_identities(nobody);
  show_keys(nobody, crypto::Key());
  show_providers(nobody);
  version = -1;  // the next look loads everything
}

void Core::Shown::apply(const Loaded& loaded, const crypto::Key& key_of_secrets, SysTime now) {
  const std::lock_guard lock(mutex);
  looked_at = std::max(looked_at, now);
  // A newer snapshot covers everything that this one has: it began at the same version or an earlier one.
  if (loaded.version <= version) return;
  if (loaded.is_everything) policies.remove_all();
  show_identities(loaded);
  show_keys(loaded, key_of_secrets);
  show_providers(loaded);
  version = loaded.version;
}

Core::Core(sql::Database& database, const kms::RootKey& root, const Clock& clock, Memory memory, Quotas quotas)
    : database_(database),
      clock_(clock),
      quotas_(quotas),
      key_of_secrets_(root.derive("access-keys")),
      shown_(std::make_unique<Shown>(memory)) {}

Core::~Core() = default;

async::Task<Core::Loaded> Core::load(sql::Transaction& tx, std::int64_t since) {
  Loaded loaded;
  ENTREPOT_CO_TRY(loaded.version, co_await meta::identity_version(tx));
  if (loaded.version == since) co_return loaded;
  std::optional<std::vector<meta::IdentityChange>> changes;
  if (since >= 0) {
    ENTREPOT_CO_TRY(changes, co_await meta::list_identity_changes(tx, since));
  }
  if (changes && changes->size() <= kMaxOneByOne) {
    for (const meta::IdentityChange& change : *changes) ENTREPOT_CO_CHECK_OK(co_await want_change(tx, change, loaded));
    if (loaded.wanted.size() <= kMaxOneByOne) {
      ENTREPOT_CO_CHECK_OK(co_await load_wanted(tx, loaded));
      co_return loaded;
    }
  }
  loaded = Loaded{.version = loaded.version};
  ENTREPOT_CO_CHECK_OK(co_await load_everything(tx, loaded));
  co_return loaded;
}

async::Task<void> Core::refresh() {
  const SysTime now = clock_.now();
  std::int64_t since = 0;
  {
    const std::lock_guard lock(shown_->mutex);
    since = shown_->version;
  }
  const auto loaded = co_await database_.read([since](sql::Transaction& tx) { return load(tx, since); });
  if (!loaded) {
    shown_->forget_if_blind(now);
    co_return fail(loaded.error());
  }
  shown_->apply(*loaded, key_of_secrets_, now);
  co_return Result<void>{};
}

}  // namespace entrepot::identity
