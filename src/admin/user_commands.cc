#include "admin/user_commands.h"

#include <fmt/chrono.h>

#include <algorithm>
#include <array>

#include "async/run_blocking.h"
#include "base/encoding.h"
#include "identity/aws_policies.h"
#include "identity/names.h"

namespace entrepot::admin {
namespace {

using async::run_blocking;

constexpr json::Length kName{.min = 1, .max = 256};

/// One command on one account.
class UserCommand {
 public:
  UserCommand(identity::Principals& principals, const model::AccountId& account, const json::Object& request)
      : principals_(principals), account_(account), request_(request) {}

  Result<json::Object> create();
  Result<json::Object> list();
  Result<json::Object> remove();
  Result<json::Object> attach();
  Result<json::Object> detach();
  Result<json::Object> create_key();
  Result<json::Object> list_keys();
  Result<json::Object> delete_key();
  Result<json::Object> activate_key() { return switch_key(true); }
  Result<json::Object> deactivate_key() { return switch_key(false); }

 private:
  Result<std::string> text(std::string_view member) const {
    json::Reader in(request_);
    std::string value = in.required_string(member, kName);
    ENTREPOT_CHECK_OK(in.finish());
    return value;
  }
  identity::Whose whose(std::string name) const { return {account_, identity::Kind::kUser, std::move(name)}; }
  Result<std::string> arn_of(const std::string& policy) const;
  Result<void> give(const std::string& name, const std::vector<std::string>& policies, const json::Object* inlines);
  Result<void> take_everything(const std::string& name);
  Result<json::Object> switch_key(bool is_active);

  identity::Principals& principals_;
  const model::AccountId& account_;
  const json::Object& request_;
};

Result<std::string> UserCommand::arn_of(const std::string& policy) const {
  if (policy.starts_with("arn:")) return policy;
  const std::string own = identity::policy_arn(account_, "/", policy);
  if (run_blocking(principals_.policies.get(account_, own))) return own;
  for (const identity::AwsPolicy& of_aws : identity::aws_policies()) {
    if (of_aws.name == policy) return of_aws.arn();
  }
  std::string names;
  for (const identity::AwsPolicy& of_aws : identity::aws_policies())
    names.append(names.empty() ? "" : ", ").append(of_aws.name);
  return fail(ErrorKind::kInvalidParameter,
              fmt::format("there is no policy '{}' in the account; of AWS there are {}", printable(policy), names));
}

Result<void> UserCommand::give(const std::string& name, const std::vector<std::string>& policies,
                               const json::Object* inlines) {
  for (const std::string& policy : policies) {
    ENTREPOT_TRY(const std::string arn, arn_of(policy));
    ENTREPOT_CHECK_OK(run_blocking(principals_.attachments.attach(whose(name), arn)));
  }
  if (inlines == nullptr) return {};
  for (const auto& [key, document] : *inlines) {
    if (!document.is_string()) return fail(ErrorKind::kInvalidParameter, "a policy's document must be a text");
    ENTREPOT_CHECK_OK(run_blocking(principals_.inline_policies.put(
        whose(name), {.name = std::string(key), .document = std::string(document.get_string())})));
  }
  return {};
}

Result<json::Object> UserCommand::create() {
  json::Reader in(request_);
  const std::string name = in.required_string("name", kName);
  const std::string path = in.optional_string("path", {.max = 512}).value_or("/");
  const auto policies = in.optional_strings("policies", {.max = 10}).value_or(std::vector<std::string>());
  const json::Object* inlines = in.optional_object("inline");
  const bool wants_key = in.optional_bool("key", true);
  ENTREPOT_CHECK_OK(in.finish());
  for (const std::string& policy : policies) ENTREPOT_CHECK_OK(arn_of(policy));

  ENTREPOT_TRY(const auto user, run_blocking(principals_.users.create(account_, {.name = name, .path = path})));
  json::Object out{{"arn", user.entity.arn}};
  const auto given = give(name, policies, inlines);
  auto key = given && wants_key ? create_key() : Result<json::Object>(json::Object());
  if (given && key) {
    for (const auto& [member, value] : *key) out[member] = value;
    return out;
  }
  // Half a user is none: so that the same command can be given again.
  static_cast<void>(take_everything(name));
  static_cast<void>(run_blocking(principals_.users.remove(account_, name)));
  return std::unexpected(given ? key.error() : given.error());
}

Result<json::Object> UserCommand::list() {
  json::Array out;
  identity::PageRequest page{.after = {}, .limit = 1'000};
  do {
    ENTREPOT_TRY(const auto users, run_blocking(principals_.users.list(account_, page)));
    for (const identity::User& user : users.items) {
      const std::string& name = user.entity.name;
      ENTREPOT_TRY(const auto attached, run_blocking(principals_.attachments.list(whose(name), "/")));
      ENTREPOT_TRY(const auto inlines, run_blocking(principals_.inline_policies.list(whose(name))));
      ENTREPOT_TRY(const auto keys, run_blocking(principals_.access_keys.list(account_, name)));
      json::Array policies;
      for (const auto& policy : attached) policies.emplace_back(policy.name);
      for (const auto& policy : inlines) policies.emplace_back(policy.name);
      out.push_back({{"name", name}, {"arn", user.entity.arn}, {"policies", policies}, {"keys", keys.size()}});
    }
    page.after = users.next;
  } while (!page.after.empty());
  return json::Object{{"users", std::move(out)}};
}

Result<void> UserCommand::take_everything(const std::string& name) {
  ENTREPOT_TRY(const auto keys, run_blocking(principals_.access_keys.list(account_, name)));
  for (const auto& key : keys) ENTREPOT_CHECK_OK(run_blocking(principals_.access_keys.remove(account_, name, key.id)));
  ENTREPOT_TRY(const auto attached, run_blocking(principals_.attachments.list(whose(name), "/")));
  for (const auto& policy : attached)
    ENTREPOT_CHECK_OK(run_blocking(principals_.attachments.detach(whose(name), policy.arn)));
  ENTREPOT_TRY(const auto inlines, run_blocking(principals_.inline_policies.list(whose(name))));
  for (const auto& policy : inlines)
    ENTREPOT_CHECK_OK(run_blocking(principals_.inline_policies.remove(whose(name), policy.name)));
  ENTREPOT_TRY(const auto groups,
               run_blocking(principals_.groups.groups_of(account_, name, {.after = {}, .limit = 1'000})));
  for (const auto& group : groups.items)
    ENTREPOT_CHECK_OK(run_blocking(principals_.groups.remove_user(account_, group.name, name)));
  return {};
}

Result<json::Object> UserCommand::remove() {
  ENTREPOT_TRY(const std::string name, text("name"));
  json::Reader in(request_);
  const bool is_forced = in.optional_bool("force", false);
  ENTREPOT_CHECK_OK(in.finish());
  if (is_forced) ENTREPOT_CHECK_OK(take_everything(name));
  auto removed = run_blocking(principals_.users.remove(account_, name));
  if (removed) return json::Object();
  if (removed.error().kind() != ErrorKind::kDeleteConflict) return std::unexpected(removed.error());
  return fail(ErrorKind::kDeleteConflict, fmt::format("{} --force does all of it", removed.error().message()));
}

Result<json::Object> UserCommand::attach() {
  ENTREPOT_TRY(const std::string name, text("name"));
  ENTREPOT_TRY(const std::string policy, text("policy"));
  ENTREPOT_CHECK_OK(give(name, {policy}, nullptr));
  return json::Object();
}

Result<json::Object> UserCommand::detach() {
  ENTREPOT_TRY(const std::string name, text("name"));
  ENTREPOT_TRY(const std::string policy, text("policy"));
  ENTREPOT_TRY(const std::string arn, arn_of(policy));
  ENTREPOT_CHECK_OK(run_blocking(principals_.attachments.detach(whose(name), arn)));
  return json::Object();
}

Result<json::Object> UserCommand::create_key() {
  ENTREPOT_TRY(const std::string name, text("name"));
  ENTREPOT_TRY(const auto fresh, run_blocking(principals_.access_keys.create(account_, name)));
  return json::Object{{"accessKeyId", fresh.key.id}, {"secretAccessKey", fresh.secret}};
}

Result<json::Object> UserCommand::list_keys() {
  ENTREPOT_TRY(const std::string name, text("name"));
  ENTREPOT_TRY(const auto keys, run_blocking(principals_.access_keys.list(account_, name)));
  json::Array out;
  for (const auto& key : keys) {
    const auto created = std::chrono::floor<std::chrono::seconds>(key.created_at);
    out.push_back({{"id", key.id}, {"active", key.is_active}, {"created", fmt::format("{:%FT%TZ}", created)}});
  }
  return json::Object{{"keys", std::move(out)}};
}

Result<json::Object> UserCommand::delete_key() {
  ENTREPOT_TRY(const std::string name, text("name"));
  ENTREPOT_TRY(const std::string id, text("id"));
  ENTREPOT_CHECK_OK(run_blocking(principals_.access_keys.remove(account_, name, id)));
  return json::Object();
}

Result<json::Object> UserCommand::switch_key(bool is_active) {
  ENTREPOT_TRY(const std::string name, text("name"));
  ENTREPOT_TRY(const std::string id, text("id"));
  ENTREPOT_CHECK_OK(run_blocking(principals_.access_keys.set_active(account_, name, id, is_active)));
  return json::Object();
}

struct Entry {
  std::string_view name;
  Result<json::Object> (UserCommand::*run)();
};
constexpr std::array kCommands{Entry{"user create", &UserCommand::create},
                               Entry{"user list", &UserCommand::list},
                               Entry{"user delete", &UserCommand::remove},
                               Entry{"user attach", &UserCommand::attach},
                               Entry{"user detach", &UserCommand::detach},
                               Entry{"user key create", &UserCommand::create_key},
                               Entry{"user key list", &UserCommand::list_keys},
                               Entry{"user key delete", &UserCommand::delete_key},
                               Entry{"user key activate", &UserCommand::activate_key},
                               Entry{"user key deactivate", &UserCommand::deactivate_key}};

}  // namespace

Result<json::Object> run_user_command(identity::Principals& principals, const model::AccountId& account,
                                      std::string_view command, const json::Object& request) {
  const auto entry = std::ranges::find(kCommands, command, &Entry::name);
  if (entry == kCommands.end())
    return fail(ErrorKind::kInvalidParameter, fmt::format("there is no command '{}'", printable(command, 64)));
  UserCommand one(principals, account, request);
  return (one.*entry->run)();
}

}  // namespace entrepot::admin
