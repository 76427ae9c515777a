#include "identity/attachments.h"

#include "identity/entities.h"
#include "identity/messages.h"
#include "identity/names.h"

namespace entrepot::identity {
namespace {

std::string_view quota_name(Kind kind) {
  switch (kind) {
    case Kind::kUser:
      return "PoliciesPerUser";
    case Kind::kGroup:
      return "PoliciesPerGroup";
    case Kind::kRole:
      return "PoliciesPerRole";
  }
  return {};
}

async::Task<void> attach_to(Change& change, const Whose& whose, const std::string& arn) {
  ENTREPOT_CO_TRY(const auto row, co_await find_changeable(change, whose.account, whose.kind, whose.name));
  ENTREPOT_CO_TRY(const auto policy, co_await find_attachable(change.tx, whose.account, arn));
  if (!policy) co_return fail(messages::policy_not_attachable(arn));
  ENTREPOT_CO_TRY([[maybe_unused]] const bool is_new,
                  co_await meta::attach_policy(change.tx, row.id, arn, policy->policy));
  ENTREPOT_CO_TRY(const auto all, co_await meta::list_attached(change.tx, row.id));
  if (all.size() > kAttachedPolicies) co_return fail(messages::quota(quota_name(whose.kind), kAttachedPolicies));
  change.of_identity(row.id);
  co_return Result<void>{};
}

async::Task<void> detach_from(Change& change, const Whose& whose, const std::string& arn) {
  ENTREPOT_CO_TRY(const auto row, co_await find_changeable(change, whose.account, whose.kind, whose.name));
  ENTREPOT_CO_TRY(const bool was_there, co_await meta::detach_policy(change.tx, row.id, arn));
  if (!was_there) co_return fail(messages::policy_not_found(arn));
  change.of_identity(row.id);
  co_return Result<void>{};
}

async::Task<std::vector<AttachedPolicy>> list_of(sql::Transaction& tx, const Whose& whose, const std::string& prefix) {
  ENTREPOT_CO_TRY(const auto row, co_await find_entity(tx, whose.account, whose.kind, whose.name));
  ENTREPOT_CO_TRY(const auto arns, co_await meta::list_attached(tx, row.id));
  std::vector<AttachedPolicy> out;
  for (const std::string& arn : arns) {
    const auto name = parse_policy_arn(arn);
    if (name && name->path.starts_with(prefix)) out.push_back({.name = name->name, .arn = arn});
  }
  co_return out;
}

async::Task<void> bound(Change& change, const Whose& whose, const std::optional<std::string>& arn) {
  ENTREPOT_CO_TRY(const auto row, co_await find_changeable(change, whose.account, whose.kind, whose.name));
  std::optional<std::string> policy;
  if (arn) {
    ENTREPOT_CO_TRY(const auto found, co_await find_attachable(change.tx, whose.account, *arn));
    if (!found) co_return fail(messages::boundary_not_attachable(*arn));
    policy = found->policy;
  }
  ENTREPOT_CO_CHECK_OK(co_await meta::set_boundary(change.tx, row.id, arn, policy));
  change.of_identity(row.id);
  co_return Result<void>{};
}

async::Task<Page<Attachments::Holder>> list_holders(sql::Transaction& tx, const model::AccountId& account,
                                                    const std::string& arn, meta::PolicyUse use,
                                                    const PageRequest& page) {
  ENTREPOT_CO_TRY(const auto policy, co_await find_attachable(tx, account, arn));
  if (!policy) co_return fail(messages::policy_not_found(arn));
  ENTREPOT_CO_TRY(const auto rows,
                  co_await meta::list_users_of_policy(tx, account, arn, use, page.after, page.limit + 1));
  std::vector<Attachments::Holder> items;
  for (const meta::IdentityRow& row : rows)
    items.push_back({.kind = row.kind, .id = row.id, .name = row.name, .path = row.path});
  co_return to_page(std::move(items), page.limit, [](const Attachments::Holder& holder) { return holder.id; });
}

}  // namespace

async::Task<void> Attachments::attach(Whose whose, std::string policy_arn) {
  co_return co_await core_.change([&](Change& change) { return attach_to(change, whose, policy_arn); });
}

async::Task<void> Attachments::detach(Whose whose, std::string policy_arn) {
  co_return co_await core_.change([&](Change& change) { return detach_from(change, whose, policy_arn); });
}

async::Task<std::vector<AttachedPolicy>> Attachments::list(Whose whose, std::string path_prefix) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return list_of(tx, whose, path_prefix); });
}

async::Task<void> Attachments::set_boundary(Whose whose, std::string policy_arn) {
  const std::optional<std::string> arn(std::move(policy_arn));
  co_return co_await core_.change([&](Change& change) { return bound(change, whose, arn); });
}

async::Task<void> Attachments::remove_boundary(Whose whose) {
  const std::optional<std::string> none;
  co_return co_await core_.change([&](Change& change) { return bound(change, whose, none); });
}

async::Task<Page<Attachments::Holder>> Attachments::holders(model::AccountId account, std::string policy_arn,
                                                            meta::PolicyUse use, PageRequest page) {
  co_return co_await core_.read([&](sql::Transaction& tx) { return list_holders(tx, account, policy_arn, use, page); });
}

}  // namespace entrepot::identity
