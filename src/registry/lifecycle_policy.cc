// The lifecycle policy of a repository, as a text.

#include "registry/messages.h"
#include "registry/policies.h"
#include "registry/repository_documents.h"

namespace entrepot::registry {
namespace {

Result<LifecyclePolicy> to_policy(const Scope& scope, const std::string& repository,
                                  std::optional<meta::Document> document) {
  if (!document) return fail(messages::lifecycle_policy_not_found(scope, repository));
  return LifecyclePolicy{.text = std::move(document->text),
                         .last_evaluated_at = document->evaluated_at.value_or(SysTime())};
}

}  // namespace

async::Task<void> Policies::put_lifecycle_policy(Scope scope, std::string repository, std::string text) {
  co_return co_await put_document(core_.impl(), std::move(scope), std::move(repository), kLifecycleDocument,
                                  std::move(text));
}

async::Task<LifecyclePolicy> Policies::lifecycle_policy(Scope scope, std::string repository) {
  ENTREPOT_CO_TRY(auto document, co_await find_document(core_.impl(), scope, repository, kLifecycleDocument));
  co_return to_policy(scope, repository, std::move(document));
}

async::Task<LifecyclePolicy> Policies::remove_lifecycle_policy(Scope scope, std::string repository) {
  ENTREPOT_CO_TRY(auto document, co_await remove_document(core_.impl(), scope, repository, kLifecycleDocument));
  co_return to_policy(scope, repository, std::move(document));
}

}  // namespace entrepot::registry
