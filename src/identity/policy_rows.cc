#include "identity/policy_rows.h"

#include <charconv>

#include "identity/messages.h"
#include "identity/names.h"

namespace entrepot::identity {
namespace {

SysTime at_second(std::int64_t seconds) {
  return SysTime(std::chrono::seconds(seconds));
}

async::Task<ManagedPolicy> with_counts(sql::Transaction& tx, const model::AccountId& account, ManagedPolicy policy) {
  ENTREPOT_CO_TRY(policy.attachments,
                  co_await meta::count_users_of_policy(tx, account, policy.arn, meta::PolicyUse::kPermissions));
  ENTREPOT_CO_TRY(policy.boundaries,
                  co_await meta::count_users_of_policy(tx, account, policy.arn, meta::PolicyUse::kBoundary));
  co_return policy;
}

}  // namespace

async::Task<meta::ManagedPolicyRow> find_own_policy(sql::Transaction& tx, const model::AccountId& account,
                                                    const std::string& arn) {
  const auto name = parse_policy_arn(arn);
  if (!name) co_return fail(messages::policy_not_found(arn));
  if (name->account != account.text()) co_return fail(messages::foreign_policy());
  ENTREPOT_CO_TRY(auto row, co_await meta::find_policy(tx, account, name->name));
  if (!row || row->name != name->name || row->path != name->path) co_return fail(messages::policy_not_found(arn));
  co_return std::move(*row);
}

async::Task<ManagedPolicy> describe_policy(sql::Transaction& tx, const model::AccountId& account,
                                           const meta::ManagedPolicyRow& row) {
  ManagedPolicy policy{.id = row.id,
                       .name = row.name,
                       .path = row.path,
                       .arn = policy_arn(account, row.path, row.name),
                       .description = row.description,
                       .created_at = row.created_at,
                       .updated_at = row.updated_at,
                       .default_version = row.default_version,
                       .attachments = 0,
                       .boundaries = 0,
                       .tags = {}};
  co_return co_await with_counts(tx, account, std::move(policy));
}

async::Task<ManagedPolicy> describe_policy(sql::Transaction& tx, const model::AccountId& account,
                                           const AwsPolicy& policy) {
  ManagedPolicy shown{.id = std::string(policy.id),
                      .name = std::string(policy.name),
                      .path = std::string(policy.path),
                      .arn = policy.arn(),
                      .description = std::string(policy.description),
                      .created_at = at_second(policy.created_at),
                      .updated_at = at_second(policy.updated_at),
                      .default_version = policy.version,
                      .attachments = 0,
                      .boundaries = 0,
                      .tags = {}};
  co_return co_await with_counts(tx, account, std::move(shown));
}

PolicyVersion to_version(const AwsPolicy& policy) {
  return {.version = policy.version,
          .is_default = true,
          .created_at = at_second(policy.updated_at),
          .document = std::string(policy.document)};
}

PolicyVersion to_version(const meta::PolicyVersionRow& row, std::int64_t default_version) {
  return {.version = row.version,
          .is_default = row.version == default_version,
          .created_at = row.created_at,
          .document = row.document};
}

std::optional<std::int64_t> parse_version(std::string_view text) {
  if (!text.starts_with('v')) return std::nullopt;
  text.remove_prefix(1);
  std::int64_t version = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), version);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || version < 1) return std::nullopt;
  return version;
}

}  // namespace entrepot::identity
