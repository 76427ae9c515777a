#include "app/admin_cli.h"

namespace entrepot::app {
namespace {

constexpr const char* kAbout =
    "Works on the server of the data folder while it runs, and on the data folder itself while none does.";

constexpr const char* kUserExamples =
    "A policy is the name of one of AWS (AmazonEC2ContainerRegistryPullOnly, ..ReadOnly, ..PowerUser, ..FullAccess),\n"
    "the name of one of the account, an ARN, or a file with JSON, which becomes a policy of this user alone.\n\n"
    "  entrepot user create ci --policy AmazonEC2ContainerRegistryPowerUser\n"
    "  entrepot user create viewer --policy ./only-team-a.json --account 111122223333\n"
    "  entrepot user key create ci        a second key, to rotate\n"
    "  entrepot user key deactivate ci AKIA...\n"
    "  entrepot user delete ci --force    with its keys and policies";

/// One subcommand: its name in the request, and the members that its options fill.
class Command {
 public:
  Command(CLI::App& parent, AdminCall& call, const char* name, std::string request, const char* help) : call_(call) {
    app_ = parent.add_subcommand(name, help);
    app_->add_flag("--json", call.as_json, "Print the answer as JSON");
    app_->parse_complete_callback([&call, request = std::move(request)] { call.request["command"] = request; });
  }
  Command& argument(const char* name, const char* help, const char* member) {
    app_->add_option_function<std::string>(name, setter(member), help)->required();
    return *this;
  }
  Command& option(const char* name, const char* help, const char* member, const char* type) {
    app_->add_option_function<std::string>(name, setter(member), help)->type_name(type);
    return *this;
  }
  Command& flag(const char* name, const char* help, const char* member, bool value) {
    app_->add_flag_callback(name, [&call = call_, member, value] { call.request[member] = value; }, help);
    return *this;
  }
  Command& of_account() {
    return option("--account", "Another account than that of the configuration", "account", "ID");
  }
  Command& of_user() { return argument("NAME", "The user", "name").of_account(); }
  CLI::App& app() { return *app_; }

 private:
  std::function<void(const std::string&)> setter(const char* member) {
    return [&call = call_, member](const std::string& value) { call.request[member] = value; };
  }
  AdminCall& call_;
  CLI::App* app_;
};

CLI::App* group_of(CLI::App& parent, const char* name, const char* help, const char* footer) {
  CLI::App* group = parent.add_subcommand(name, help);
  group->require_subcommand(1);
  group->fallthrough();
  group->footer(footer);
  return group;
}

void add_keys(CLI::App& user, AdminCall& call) {
  CLI::App* keys = group_of(user, "key", "Access keys of a user: create, list, delete, activate, deactivate", kAbout);
  Command(*keys, call, "create", "user key create", "Make a key; its secret is shown once").of_user();
  Command(*keys, call, "list", "user key list", "List the keys of a user").of_user();
  Command(*keys, call, "delete", "user key delete", "Delete a key: what was signed with it ends at once")
      .of_user()
      .argument("ID", "The access key id", "id");
  Command(*keys, call, "activate", "user key activate", "Let a key be used again")
      .of_user()
      .argument("ID", "The access key id", "id");
  Command(*keys, call, "deactivate", "user key deactivate", "Refuse a key, and every registry token that came from it")
      .of_user()
      .argument("ID", "The access key id", "id");
}

}  // namespace

void add_admin_commands(CLI::App& cli, AdminCall& call) {
  CLI::App* account = group_of(cli, "account", "Accounts: create, list", kAbout);
  Command create(*account, call, "create", "account create",
                 "Make an account; its root access key becomes a profile in <data>/credentials, named as the account");
  create.app().add_option_function<std::string>(
      "ID", [&call](const std::string& id) { call.request["id"] = id; }, "12 digits (default: random)");
  Command(*account, call, "list", "account list", "List the accounts");

  CLI::App* user =
      group_of(cli, "user", "Users of an account: create, list, delete, attach, detach, key", kUserExamples);
  Command made(*user, call, "create", "user create", "Make a user with an access key, which is shown once");
  made.argument("NAME", "Its name", "name").of_account();
  made.option("--path", "Its path in IAM (default /)", "path", "PATH");
  made.flag("--no-key", "Make no access key", "key", false);
  made.app().add_option("--policy", call.policies, "What it may do; may be given several times")->type_name("POLICY");
  Command(*user, call, "list", "user list", "List the users with their policies").of_account();
  Command(*user, call, "delete", "user delete", "Delete a user")
      .of_user()
      .flag("--force", "With its access keys, policies and memberships", "force", true);
  Command(*user, call, "attach", "user attach", "Give a user a managed policy")
      .of_user()
      .argument("POLICY", "Name or ARN", "policy");
  Command(*user, call, "detach", "user detach", "Take a managed policy from a user")
      .of_user()
      .argument("POLICY", "Name or ARN", "policy");
  add_keys(*user, call);
}

}  // namespace entrepot::app
