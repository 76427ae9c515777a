#include "identity/inline_policies.h"

#include "identity/documents.h"
#include "identity/entities.h"
#include "identity/messages.h"
#include "meta/inline_policies.h"

namespace entrepot::identity {
namespace {

async::Task<void> put_policy(Change& change, const Whose& whose, const InlinePolicy& policy) {
  ENTREPOT_CO_TRY(const auto row, co_await find_changeable(change, whose.account, whose.kind, whose.name));
  ENTREPOT_CO_CHECK_OK(co_await meta::put_inline_policy(change.tx, row.id, {policy.name, policy.document}, change.now));
  ENTREPOT_CO_TRY(const auto all, co_await meta::list_inline_policies(change.tx, row.id));
  std::size_t size = 0;
  for (const meta::InlinePolicyRow& one : all) size += document_size(one.document);
  const std::size_t limit = inline_policy_size(whose.kind);
  if (size > limit) co_return fail(messages::inline_policies_too_large(whose.kind, row.name, limit));
  change.of_identity(row.id);
  co_return Result<void>{};
}

async::Task<InlinePolicy> find(sql::Transaction& tx, const Whose& whose, const std::string& policy) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(tx, whose.account, whose.kind, whose.name));
  ENTREPOT_CO_TRY(const auto found, co_await meta::find_inline_policy(tx, row.id, policy));
  if (!found) co_return fail(messages::inline_policy_not_found(whose.kind, policy));
  co_return InlinePolicy{found->name, found->document};
}

async::Task<void> erase(Change& change, const Whose& whose, const std::string& policy) {
  ENTREPOT_CO_TRY(const auto row, co_await find_changeable(change, whose.account, whose.kind, whose.name));
  ENTREPOT_CO_TRY(const bool was_there, co_await meta::delete_inline_policy(change.tx, row.id, policy));
  if (!was_there) co_return fail(messages::inline_policy_not_found(whose.kind, policy));
  change.of_identity(row.id);
  co_return Result<void>{};
}

async::Task<std::vector<InlinePolicy>> list_policies(sql::Transaction& tx, const Whose& whose) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(tx, whose.account, whose.kind, whose.name));
  ENTREPOT_CO_TRY(const auto all, co_await meta::list_inline_policies(tx, row.id));
  std::vector<InlinePolicy> out;
  for (const meta::InlinePolicyRow& one : all) out.push_back({one.name, one.document});
  co_return out;
}

}  // namespace

async::Task<void> InlinePolicies::put(Whose whose, InlinePolicy policy) {
  ENTREPOT_CO_CHECK_OK(check_document(policy.document, model::PolicyOf::kIdentity));
  co_return co_await core_.change([&](Change& change) { return put_policy(change, whose, policy); });
}

async::Task<InlinePolicy> InlinePolicies::get(Whose whose, std::string policy) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return find(tx, whose, policy); });
}

async::Task<void> InlinePolicies::remove(Whose whose, std::string policy) {
  co_return co_await core_.change([&](Change& change) { return erase(change, whose, policy); });
}

async::Task<std::vector<InlinePolicy>> InlinePolicies::list(Whose whose) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return list_policies(tx, whose); });
}

}  // namespace entrepot::identity
