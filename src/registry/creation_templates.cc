#include "registry/creation_templates.h"

#include <algorithm>

#include "meta/creation_templates.h"
#include "model/prefix.h"
#include "registry/core_impl.h"
#include "registry/creation_template_text.h"
#include "registry/setting_messages.h"

namespace entrepot::registry {
namespace {

using Template = CreationTemplates::Template;

Result<Template> to_template(meta::CreationTemplateRow row) {
  ENTREPOT_TRY(auto content, creation_template_of(row.settings));
  return Template{.prefix = std::move(row.shown_prefix),
                  .content = std::move(content),
                  .created_at = row.created_at,
                  .updated_at = row.updated_at};
}

Result<std::vector<Template>> to_templates(std::vector<meta::CreationTemplateRow> rows) {
  std::vector<Template> out;
  out.reserve(rows.size());
  for (auto& row : rows) {
    ENTREPOT_TRY(Template next, to_template(std::move(row)));
    out.push_back(std::move(next));
  }
  return out;
}

async::Task<void> insert(sql::Transaction& tx, const Scope& scope, const meta::CreationTemplateRow& row,
                         std::size_t limit) {
  ENTREPOT_CO_TRY(const bool made, co_await meta::insert_creation_template(tx, scope.registry, row));
  if (!made) co_return fail(messages::template_exists(scope, row.shown_prefix));
  // Counted after the insert, which is rolled back if there was no room. Two nodes may pass the limit by one each.
  ENTREPOT_CO_TRY(const std::size_t count, co_await meta::count_creation_templates(tx, scope.registry, limit + 1));
  if (count > limit) co_return fail(messages::too_many_templates(scope, limit));
  co_return Result<void>{};
}

Result<void> check_tags(const Core::Impl& core, const std::vector<model::ResourceTag>& tags) {
  const std::size_t limit = core.config.max_resource_tags;
  if (tags.size() > limit) return fail(messages::too_many_template_tags(limit));
  return {};
}

async::Task<Template> change_one(sql::Transaction& tx, const Scope& scope, const std::string& prefix,
                                 const model::TemplateChange& change, SysTime now) {
  const std::string key(model::without_slash(prefix));
  ENTREPOT_CO_TRY(auto row, co_await meta::find_creation_template_for_update(tx, scope.registry, key));
  if (!row) co_return fail(messages::template_not_found(scope, prefix));
  ENTREPOT_CO_TRY(model::CreationTemplate content, creation_template_of(row->settings));
  change.apply_to(content);
  row->settings = to_text(content);
  row->updated_at = now;
  ENTREPOT_CO_CHECK_OK(co_await meta::update_creation_template(tx, scope.registry, *row));
  co_return to_template(*std::move(row));
}

async::Task<Template> remove_one(sql::Transaction& tx, const Scope& scope, const std::string& prefix) {
  const std::string key(model::without_slash(prefix));
  ENTREPOT_CO_TRY(auto row, co_await meta::delete_creation_template(tx, scope.registry, key));
  if (!row) co_return fail(messages::template_not_found(scope, prefix));
  co_return to_template(*std::move(row));
}

}  // namespace

async::Task<Template> CreationTemplates::create(Scope scope, std::string prefix, model::CreationTemplate content) {
  Core::Impl& core = core_.impl();
  ENTREPOT_CO_CHECK_OK(check_tags(core, content.settings.tags));
  const SysTime now = core.clock.now();
  const meta::CreationTemplateRow row{.prefix = std::string(model::without_slash(prefix)),
                                      .shown_prefix = prefix,
                                      .created_at = now,
                                      .updated_at = now,
                                      .settings = to_text(content)};
  const std::size_t limit = core.config.max_creation_templates;
  ENTREPOT_CO_CHECK_OK(
      co_await core.database.write([&](sql::Transaction& tx) { return insert(tx, scope, row, limit); }));
  co_return Template{.prefix = std::move(prefix), .content = std::move(content), .created_at = now, .updated_at = now};
}

async::Task<Template> CreationTemplates::update(Scope scope, std::string prefix, model::TemplateChange change) {
  Core::Impl& core = core_.impl();
  if (change.tags) ENTREPOT_CO_CHECK_OK(check_tags(core, *change.tags));
  const SysTime now = core.clock.now();
  co_return co_await core.database.write(
      [&](sql::Transaction& tx) { return change_one(tx, scope, prefix, change, now); });
}

async::Task<Template> CreationTemplates::remove(Scope scope, std::string prefix) {
  co_return co_await core_.impl().database.write([&](sql::Transaction& tx) { return remove_one(tx, scope, prefix); });
}

async::Task<std::vector<Template>> CreationTemplates::find(Scope scope, std::vector<std::string> prefixes) {
  for (std::string& prefix : prefixes) prefix.resize(model::without_slash(prefix).size());
  ENTREPOT_CO_TRY(auto rows, co_await core_.impl().database.read([&](sql::Transaction& tx) {
    return meta::find_creation_templates(tx, scope.registry, prefixes);
  }));
  std::ranges::sort(rows, {}, [&](const auto& row) { return std::ranges::find(prefixes, row.prefix); });
  co_return to_templates(std::move(rows));
}

async::Task<Page<Template>> CreationTemplates::list(Scope scope, PageRequest page) {
  ENTREPOT_CO_TRY(auto rows, co_await core_.impl().database.read([&](sql::Transaction& tx) {
    return meta::list_creation_templates(tx, scope.registry, page.after, page.limit + 1);
  }));
  Page<Template> out;
  if (rows.size() > page.limit) {
    rows.resize(page.limit);
    out.next = rows.back().prefix;
  }
  ENTREPOT_CO_TRY(out.items, to_templates(std::move(rows)));
  co_return out;
}

}  // namespace entrepot::registry
