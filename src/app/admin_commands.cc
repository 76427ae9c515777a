#include "app/admin_commands.h"

#include <fmt/format.h>

#include "admin/socket.h"
#include "app/admin_socket.h"
#include "app/data_folder.h"
#include "app/offline_store.h"

namespace entrepot::app {
namespace {

using boost::json::object;

std::string text(const object& in, std::string_view member) {
  const auto* value = in.if_contains(member);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Files become policies of the user alone, named as the file without its ending.
Result<void> add_policies(object& request, const std::vector<std::string>& policies) {
  boost::json::array names;
  object inlines;
  for (const std::string& policy : policies) {
    const bool is_file = !policy.starts_with("arn:") && (policy.contains('/') || policy.ends_with(".json"));
    if (!is_file) {
      names.emplace_back(policy);
      continue;
    }
    ENTREPOT_TRY(const std::string document, read_file(policy));
    inlines[std::filesystem::path(policy).stem().string()] = document;
  }
  if (!names.empty()) request["policies"] = std::move(names);
  if (!inlines.empty()) request["inline"] = std::move(inlines);
  return {};
}

/// The running server's answer; without one, that of the folder.
Result<object> answer_to(const config::ServerConfig& config, const object& request) {
  const auto data = std::filesystem::absolute(config.data);
  if (auto answer = admin::ask(admin_socket(data), request)) return *std::move(answer);
  ENTREPOT_TRY(const auto store, OfflineStore::open(config));
  return store->run(request);
}

void print_key(const object& answer) {
  fmt::print("access key id      {}\nsecret access key  {}\n", text(answer, "accessKeyId"),
             text(answer, "secretAccessKey"));
  fmt::print("The secret is not shown again. To use it:\n  export AWS_ACCESS_KEY_ID={} AWS_SECRET_ACCESS_KEY='{}'\n",
             text(answer, "accessKeyId"), text(answer, "secretAccessKey"));
}

void print_users(const object& answer) {
  for (const auto& entry : answer.at("users").as_array()) {
    const object& user = entry.as_object();
    std::string policies;
    for (const auto& policy : user.at("policies").as_array())
      policies.append(policies.empty() ? "" : ", ").append(policy.as_string());
    fmt::print("{}\n  keys: {}\n  policies: {}\n", text(user, "arn"), boost::json::serialize(user.at("keys")),
               policies.empty() ? "none" : policies);
  }
}

void print_human(const std::string& command, const object& answer) {
  if (command == "account list") {
    for (const auto& account : answer.at("accounts").as_array()) fmt::print("{}\n", std::string(account.as_string()));
  } else if (command == "user list") {
    print_users(answer);
  } else if (command == "user key list") {
    for (const auto& entry : answer.at("keys").as_array()) {
      const object& key = entry.as_object();
      fmt::print("{}  {:<8}  {}\n", text(key, "id"), key.at("active").as_bool() ? "active" : "inactive",
                 text(key, "created"));
    }
  } else if (command == "user create") {
    fmt::print("{}\n", text(answer, "arn"));
    if (answer.contains("accessKeyId")) print_key(answer);
  } else if (command == "user key create") {
    print_key(answer);
  } else {
    fmt::print("done\n");
  }
}

/// The root key of a new account goes where those of the first start are.
Result<void> keep_root_key(const config::ServerConfig& config, const object& answer) {
  const std::string account = text(answer, "account");
  ENTREPOT_CHECK_OK(
      write_credentials(config.data, account, {text(answer, "accessKeyId"), text(answer, "secretAccessKey")}));
  fmt::print("account {}\nIts root access key {} is the profile [{}] of {}\n", account, text(answer, "accessKeyId"),
             account, credentials_path(config.data).string());
  return {};
}

}  // namespace

Result<void> run_admin_command(const Options& options, object request, const std::vector<std::string>& policies,
                               Output output) {
  ENTREPOT_TRY(const auto config, configure(options));
  ENTREPOT_CHECK_OK(add_policies(request, policies));
  const std::string command = text(request, "command");
  ENTREPOT_TRY(const object answer, answer_to(config, request));
  if (output == Output::kJson) {
    fmt::print("{}\n", boost::json::serialize(answer));
    return {};
  }
  if (command == "account create") return keep_root_key(config, answer);
  print_human(command, answer);
  return {};
}

}  // namespace entrepot::app
