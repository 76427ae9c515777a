#include "registry/registry_facts.h"

#include <algorithm>
#include <limits>

#include "meta/documents.h"
#include "meta/pull_time_exclusions.h"
#include "model/account_settings.h"
#include "model/arn.h"
#include "registry/account_settings.h"
#include "registry/compile_policy.h"
#include "registry/core_impl.h"
#include "registry/repository_documents.h"

namespace entrepot::registry {
namespace {

/// All that there are: some may be from when the limit was higher.
constexpr std::size_t kEveryExclusion = std::numeric_limits<std::int32_t>::max();

async::Task<RegistryFacts> read_facts(sql::Transaction& tx, const model::RegistryId& registry) {
  RegistryFacts facts;
  ENTREPOT_CO_TRY(const std::string mounting,
                  co_await read_account_setting(tx, registry, model::AccountSetting::kBlobMounting));
  facts.allows_mounting = mounting == model::kEnabled;
  ENTREPOT_CO_TRY(const std::string policy_scope,
                  co_await read_account_setting(tx, registry, model::AccountSetting::kRegistryPolicyScope));
  facts.access.covers_every_action = policy_scope != model::kRegistryPolicyV1;
  ENTREPOT_CO_TRY(const auto policy, co_await meta::find_document(tx, registry, kRegistryPolicyDocument));
  if (policy) {
    ENTREPOT_CO_TRY(facts.access.policy, compile_policy(policy->text, model::PolicyOf::kRegistry));
  }
  ENTREPOT_CO_TRY(facts.unrecorded, co_await meta::list_pull_time_exclusions(tx, registry, "", kEveryExclusion));
  co_return facts;
}

}  // namespace

bool RegistryFacts::leaves_no_pull_time(std::string_view principal_arn) const {
  return std::ranges::any_of(unrecorded,
                             [&](const std::string& named) { return model::stands_for(named, principal_arn); });
}

std::shared_ptr<const RegistryFacts> RegistryFactsCache::find(const model::RegistryId& registry) const {
  const std::scoped_lock lock(mutex_);
  const auto at = entries_.find(registry);
  if (at == entries_.end()) return nullptr;
  if (!is_sole_writer_ && clock_.now() - at->second.read_at > kFactsAge) return nullptr;
  return at->second.facts;
}

RegistryFactsCache::Ticket RegistryFactsCache::ticket() const {
  Ticket out;
  out.taken_at = clock_.now();
  const std::scoped_lock lock(mutex_);
  out.generation = generation_;
  return out;
}

void RegistryFactsCache::insert(const Ticket& ticket, const model::RegistryId& registry,
                                std::shared_ptr<const RegistryFacts> facts) {
  const std::scoped_lock lock(mutex_);
  if (ticket.generation != generation_) return;
  if (entries_.size() >= kMaxRegistries) entries_.clear();
  entries_.insert_or_assign(registry, Entry{.facts = std::move(facts), .read_at = ticket.taken_at});
}

void RegistryFactsCache::forget(const model::RegistryId& registry) {
  const std::scoped_lock lock(mutex_);
  ++generation_;
  entries_.erase(registry);
}

async::Task<std::shared_ptr<const RegistryFacts>> registry_facts(Core::Impl& core, model::RegistryId registry) {
  if (auto known = core.facts.find(registry)) co_return known;
  const auto ticket = core.facts.ticket();
  ENTREPOT_CO_TRY(RegistryFacts read,
                  co_await core.database.read([&](sql::Transaction& tx) { return read_facts(tx, registry); }));
  auto facts = std::make_shared<const RegistryFacts>(std::move(read));
  core.facts.insert(ticket, registry, facts);
  co_return facts;
}

}  // namespace entrepot::registry
