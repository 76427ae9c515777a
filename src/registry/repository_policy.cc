// The policy of a repository.

#include "registry/messages.h"
#include "registry/policies.h"
#include "registry/repository_documents.h"

namespace entrepot::registry {

async::Task<void> Policies::set_repository_policy(Scope scope, std::string repository, std::string text) {
  co_return co_await put_document(core_.impl(), std::move(scope), std::move(repository), kPolicyDocument,
                                  std::move(text));
}

async::Task<std::string> Policies::repository_policy(Scope scope, std::string repository) {
  ENTREPOT_CO_TRY(auto document, co_await find_document(core_.impl(), scope, repository, kPolicyDocument));
  if (!document) co_return fail(messages::repository_policy_not_found(scope, repository));
  co_return std::move(document->text);
}

async::Task<std::string> Policies::remove_repository_policy(Scope scope, std::string repository) {
  ENTREPOT_CO_TRY(auto document, co_await remove_document(core_.impl(), scope, repository, kPolicyDocument));
  if (!document) co_return fail(messages::repository_policy_not_found(scope, repository));
  co_return std::move(document->text);
}

}  // namespace entrepot::registry
