// What decides about access to a repository, from memory or read.

#include "registry/access.h"

#include "meta/documents.h"
#include "meta/repositories.h"
#include "registry/compile_policy.h"
#include "registry/core_impl.h"
#include "registry/make_repository.h"
#include "registry/policies.h"
#include "registry/repository_documents.h"

namespace entrepot::registry {
namespace {

struct Read {
  RepositoryAccess access;
  std::size_t policy_bytes = 0;
};

async::Task<Read> read_repository(sql::Transaction& tx, const model::RegistryId& registry, const std::string& name) {
  Read out;
  ENTREPOT_CO_TRY(const auto row, co_await meta::find_repository(tx, registry, name));
  if (!row) co_return out;
  out.access.exists = true;
  ENTREPOT_CO_TRY(out.access.tags, co_await meta::load_resource_tags(tx, row->key));
  ENTREPOT_CO_TRY(const auto policy, co_await meta::find_document(tx, row->key, kPolicyDocument));
  if (policy) {
    out.policy_bytes = policy->text.size();
    ENTREPOT_CO_TRY(out.access.policy, compile_policy(policy->text, model::PolicyOf::kRepository));
  }
  co_return out;
}

async::Task<std::optional<model::CreationTemplate>> find_template(sql::Transaction& tx, const Scope& scope,
                                                                  const std::string& name) {
  co_return co_await find_matching_template(tx, scope, name, model::TemplateUse::kCreateOnPush);
}

std::shared_ptr<const RegistryAccess> part_of(const std::shared_ptr<const RegistryFacts>& facts) {
  return {facts, &facts->access};
}

}  // namespace

std::optional<AccessFacts> Policies::known_access(const model::RegistryId& registry,
                                                  std::string_view repository) const {
  Core::Impl& core = core_.impl();
  AccessFacts out;
  if (!repository.empty()) {
    out.repository = core.access.find(registry, repository);
    if (!out.repository) return std::nullopt;
  }
  const auto facts = core.facts.find(registry);
  if (!facts) return std::nullopt;
  out.registry = part_of(facts);
  return out;
}

async::Task<AccessFacts> Policies::read_access(model::RegistryId registry, std::string repository) {
  Core::Impl& core = core_.impl();
  AccessFacts out;
  ENTREPOT_CO_TRY(const auto facts, co_await registry_facts(core, registry));
  out.registry = part_of(facts);
  if (repository.empty()) co_return out;
  out.repository = core.access.find(registry, repository);
  if (out.repository) co_return out;
  const auto ticket = core.access.ticket(registry, repository);
  ENTREPOT_CO_TRY(Read read, co_await core.database.read(
                                 [&](sql::Transaction& tx) { return read_repository(tx, registry, repository); }));
  out.repository = std::make_shared<const RepositoryAccess>(std::move(read.access));
  core.access.insert(ticket, registry, repository, out.repository, read.policy_bytes);
  co_return out;
}

async::Task<std::optional<RepositoryAccess>> Policies::access_if_pushed(Scope scope, std::string repository) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_TRY(const auto found, co_await core.database.read(
                                        [&](sql::Transaction& tx) { return find_template(tx, scope, repository); }));
  if (!found && !core.config.create_unmatched_on_push) co_return std::optional<RepositoryAccess>();
  RepositoryAccess access;
  if (found) {
    access.tags = found->settings.tags;
    if (!found->repository_policy.empty()) {
      ENTREPOT_CO_TRY(access.policy, compile_policy(found->repository_policy, model::PolicyOf::kRepository));
    }
  }
  co_return std::optional(std::move(access));
}

}  // namespace entrepot::registry
