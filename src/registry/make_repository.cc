#include "registry/make_repository.h"

#include <algorithm>

#include "meta/creation_templates.h"
#include "meta/documents.h"
#include "model/prefix.h"
#include "registry/creation_template_text.h"
#include "registry/messages.h"
#include "registry/repositories.h"
#include "registry/repository_documents.h"

namespace entrepot::registry {
namespace {

async::Task<void> put_policies(sql::Transaction& tx, meta::RepositoryKey repository,
                               const model::CreationTemplate& content, SysTime now) {
  if (!content.repository_policy.empty()) {
    ENTREPOT_CO_CHECK_OK(co_await meta::put_document(tx, repository, kPolicyDocument, content.repository_policy, now));
  }
  if (!content.lifecycle_policy.empty()) {
    ENTREPOT_CO_CHECK_OK(
        co_await meta::put_document(tx, repository, kLifecycleDocument, content.lifecycle_policy, now));
  }
  co_return Result<void>{};
}

Unmatched unmatched_on_push(const Core::Impl& core) {
  return core.config.create_unmatched_on_push ? Unmatched::kGetsDefaults : Unmatched::kStaysAbsent;
}

}  // namespace

async::Task<std::optional<model::CreationTemplate>> find_matching_template(sql::Transaction& tx, const Scope& scope,
                                                                           const std::string& name,
                                                                           model::TemplateUse use) {
  const std::vector<std::string> prefixes = model::prefixes_of(name);
  ENTREPOT_CO_TRY(auto rows, co_await meta::find_creation_templates(tx, scope.registry, prefixes));
  std::ranges::sort(rows, {}, [&](const auto& row) { return std::ranges::find(prefixes, row.prefix); });
  for (const meta::CreationTemplateRow& row : rows) {
    ENTREPOT_CO_TRY(auto content, creation_template_of(row.settings));
    if (content.is_applied_for(use)) co_return std::optional(std::move(content));
  }
  co_return std::optional<model::CreationTemplate>();
}

async::Task<bool> make_repository(sql::Transaction& tx, const Core::Impl& core, const Scope& scope,
                                  const std::string& name, model::TemplateUse use, Unmatched unmatched, SysTime now) {
  ENTREPOT_CO_TRY(auto content, co_await find_matching_template(tx, scope, name, use));
  if (!content) {
    if (unmatched == Unmatched::kStaysAbsent) co_return false;
    content.emplace();
  }
  ENTREPOT_CO_TRY(const auto made, co_await insert_repository(tx, core, scope, name, content->settings, now));
  if (made) ENTREPOT_CO_CHECK_OK(co_await put_policies(tx, *made, *content, now));
  co_return true;
}

async::Task<void> Repositories::make_on_push(Scope scope, model::RepositoryName name) {
  Core::Impl& core = core_.impl();
  const SysTime now = core.clock.now();
  const auto is_there = co_await core.database.write([&](sql::Transaction& tx) {
    return make_repository(tx, core, scope, name.text(), model::TemplateUse::kCreateOnPush, unmatched_on_push(core),
                           now);
  });
  core.access.forget(scope.registry, name.text());  // also after a failure: it may have been committed
  if (!is_there) co_return fail(is_there.error());
  if (!*is_there) co_return fail(messages::repository_not_found(scope, name.text()));
  co_return Result<void>{};
}

}  // namespace entrepot::registry
