#include "identity/entities.h"

#include <fmt/format.h>

#include "identity/aws_policies.h"
#include "identity/messages.h"
#include "identity/names.h"
#include "identity/service_linked_roles.h"
#include "identity/tag_sets.h"
#include "meta/inline_policies.h"
#include "meta/managed_policies.h"

namespace entrepot::identity {
namespace {

std::string_view quota_name(Kind kind) {
  switch (kind) {
    case Kind::kUser:
      return "UsersPerAccount";
    case Kind::kGroup:
      return "GroupsPerAccount";
    case Kind::kRole:
      return "RolesPerAccount";
  }
  return {};
}

}  // namespace

Entity to_entity(const meta::IdentityRow& row) {
  return {.id = row.id,
          .name = row.name,
          .path = row.path,
          .arn = fmt::format("arn:aws:iam::{}:{}{}{}", row.account, meta::word(row.kind), row.path, row.name),
          .created_at = row.created_at,
          .boundary_arn = row.boundary_arn};
}

async::Task<meta::IdentityRow> find_entity(sql::Transaction& tx, const model::AccountId& account, Kind kind,
                                           const std::string& name) {
  ENTREPOT_CO_TRY(auto row, co_await meta::find_identity(tx, account, kind, name));
  if (!row) co_return fail(messages::not_found(kind, name));
  co_return std::move(*row);
}

async::Task<meta::IdentityRow> find_changeable(Change& change, const model::AccountId& account, Kind kind,
                                               const std::string& name) {
  ENTREPOT_CO_TRY(auto row, co_await find_entity(change.tx, account, kind, name));
  if (row.path.starts_with(kServiceRolePath)) co_return fail(messages::protected_role(row.name));
  co_return row;
}

async::Task<meta::IdentityRow> insert_entity(Change& change, const model::AccountId& account, Kind kind,
                                             const NewEntity& entity, std::int64_t quota) {
  meta::IdentityRow row{.id = make_entity_id(kind),
                        .account = account.text(),
                        .kind = kind,
                        .name = entity.name,
                        .path = entity.path,
                        .created_at = change.now,
                        .boundary_arn = entity.boundary_arn};
  ENTREPOT_CO_TRY(const bool is_new, co_await meta::insert_identity(change.tx, row));
  if (!is_new) co_return fail(messages::exists(kind, entity.name));
  ENTREPOT_CO_TRY(const std::int64_t count, co_await meta::count_identities(change.tx, account, kind));
  if (count > quota) co_return fail(messages::quota(quota_name(kind), quota));
  if (entity.boundary_arn) {
    ENTREPOT_CO_TRY(const auto boundary, co_await find_attachable(change.tx, account, *entity.boundary_arn));
    if (!boundary) co_return fail(messages::boundary_not_attachable(*entity.boundary_arn));
    ENTREPOT_CO_CHECK_OK(co_await meta::set_boundary(change.tx, row.id, entity.boundary_arn, boundary->policy));
  }
  ENTREPOT_CO_CHECK_OK(co_await put_tags(change.tx, row.id, entity.tags));
  change.of_identity(row.id);
  co_return row;
}

async::Task<void> rename_entity(Change& change, const meta::IdentityRow& row,
                                const std::optional<std::string>& new_name,
                                const std::optional<std::string>& new_path) {
  const std::string name = new_name.value_or(row.name);
  if (meta::fold_name(name) != meta::fold_name(row.name)) {
    ENTREPOT_CO_TRY(const auto account, model::AccountId::parse(row.account));
    ENTREPOT_CO_TRY(const auto other, co_await meta::find_identity(change.tx, account, row.kind, name));
    if (other) co_return fail(messages::exists(row.kind, name));
  }
  ENTREPOT_CO_CHECK_OK(co_await meta::rename_identity(change.tx, row.id, name, new_path.value_or(row.path)));
  change.of_identity(row.id);
  co_return Result<void>{};
}

async::Task<void> delete_entity(Change& change, const meta::IdentityRow& row) {
  ENTREPOT_CO_TRY(const auto attached, co_await meta::list_attached(change.tx, row.id));
  if (!attached.empty()) co_return fail(messages::cannot_delete("detach all policies"));
  ENTREPOT_CO_TRY(const auto inline_policies, co_await meta::list_inline_policies(change.tx, row.id));
  if (!inline_policies.empty()) co_return fail(messages::cannot_delete("delete policies"));
  ENTREPOT_CO_CHECK_OK(co_await meta::delete_identity(change.tx, row.id));
  change.of_identity(row.id);
  co_return Result<void>{};
}

async::Task<Page<Entity>> list_entities(sql::Transaction& tx, const model::AccountId& account, Kind kind,
                                        const PageRequest& page) {
  const meta::IdentityPage wanted{.path_prefix = page.path_prefix, .after = page.after, .limit = page.limit + 1};
  ENTREPOT_CO_TRY(const auto rows, co_await meta::list_identities(tx, account, kind, wanted));
  std::vector<Entity> items;
  for (const meta::IdentityRow& row : rows) items.push_back(to_entity(row));
  co_return to_page(std::move(items), page.limit, [](const Entity& entity) { return meta::fold_name(entity.name); });
}

async::Task<std::optional<Attachable>> find_attachable(sql::Transaction& tx, const model::AccountId& account,
                                                       const std::string& arn) {
  const auto name = parse_policy_arn(arn);
  if (!name) co_return std::optional<Attachable>();
  if (name->account == "aws") {
    co_return find_aws_policy(arn) == nullptr ? std::optional<Attachable>() : Attachable{};
  }
  if (name->account != account.text()) co_return std::optional<Attachable>();
  ENTREPOT_CO_TRY(const auto row, co_await meta::find_policy(tx, account, name->name));
  if (!row || row->name != name->name || row->path != name->path) co_return std::optional<Attachable>();
  co_return Attachable{row->id};
}

}  // namespace entrepot::identity
