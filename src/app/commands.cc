#include "app/commands.h"

#include <fmt/format.h>
#include <signal.h>

#include <boost/json.hpp>
#include <cstdio>

#include "app/data_folder.h"
#include "app/server.h"
#include "config/server_config.h"
#include "observe/log.h"

namespace entrepot::app {
namespace {

constexpr observe::Logger kLog{"app.commands"};

observe::Level level_of(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::kDebug:
      return observe::Level::kDebug;
    case config::LogLevel::kInfo:
      return observe::Level::kInfo;
    case config::LogLevel::kWarn:
      return observe::Level::kWarn;
    case config::LogLevel::kError:
      return observe::Level::kError;
  }
  return observe::Level::kInfo;
}

/// Quoted so that a shell takes it as one word, whatever is in it.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

void greet(const Server::Greeting& greeting) {
  fmt::print("entrepot {} serves {}\n", ENTREPOT_VERSION, greeting.url);
  fmt::print("  registry   {}\n  data       {}\n  operations {}/metrics\n", greeting.registry, greeting.data,
             greeting.ops_url);
  if (!greeting.ca_file.empty()) {
    fmt::print("  CA         {} (docker: copy it to /etc/docker/certs.d/{}/ca.crt; aws: export AWS_CA_BUNDLE={})\n",
               greeting.ca_file, greeting.registry, greeting.ca_file);
  }
  if (!greeting.new_access_key_id.empty()) {
    fmt::print(
        "\nFirst start: the root access key {} was written to {}/credentials.\n"
        "Keep a copy of {}/keys/root.key elsewhere: without it nobody can read the data.\n",
        greeting.new_access_key_id, greeting.data, greeting.data);
  }
  fmt::print(
      "\nNext, in another terminal:\n  eval \"$(./entrepot env --data {})\"\n  aws ecr create-repository "
      "--repository-name team/app\n\n",
      greeting.data);
  std::fflush(stdout);
}

}  // namespace

Result<config::ServerConfig> configure(const Options& options) {
  const auto file =
      options.config_file.empty() ? std::nullopt : std::optional<std::filesystem::path>(options.config_file);
  ENTREPOT_TRY(auto config, config::load(file, options.environment));
  if (!options.data.empty()) ENTREPOT_CHECK_OK(config::set(config, "data", options.data));
  if (!options.listen.empty()) ENTREPOT_CHECK_OK(config::set(config, "listen", options.listen));
  if (!options.ops_listen.empty()) ENTREPOT_CHECK_OK(config::set(config, "ops_listen", options.ops_listen));
  return config;
}

Result<void> serve(const Options& options) {
  ENTREPOT_TRY(const auto config, configure(options));
  observe::set_log_level(level_of(config.log_level));

  // Every thread inherits the mask, so that only the wait below sees these.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGINT);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);

  auto started = Server::start(config);
  if (!started) {
    // The one line for the operator comes from main; what the system said about it is in the log.
    if (!started.error().detail().empty()) kLog.error("start_failed", started.error());
    return std::unexpected(std::move(started).error());
  }
  const auto server = std::move(*started);
  greet(server->greeting());
  int signal = 0;
  sigwait(&ending, &signal);
  fmt::print("stopping: running requests may go on for {} s (once more Ctrl-C ends at once)\n",
             config.drain_timeout.count());
  std::fflush(stdout);
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
  server->stop();
  return {};
}

Result<void> print_environment(const Options& options) {
  ENTREPOT_TRY(const auto config, configure(options));
  ENTREPOT_TRY(const auto info, read_server_info(config.data));
  ENTREPOT_TRY(const auto credentials, read_credentials(config.data));
  const auto line = [](std::string_view name, std::string_view value) {
    fmt::print("export {}={}\n", name, shell_quoted(value));
  };
  line("AWS_ENDPOINT_URL", info.endpoint_url);
  line("AWS_ACCESS_KEY_ID", credentials.access_key_id);
  line("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key);
  line("AWS_REGION", info.region);
  line("AWS_DEFAULT_REGION", info.region);
  if (!info.ca_file.empty()) line("AWS_CA_BUNDLE", info.ca_file);
  line("ENTREPOT_REGISTRY", info.registry);
  // What the shell may hold for another server.
  fmt::print("unset AWS_SESSION_TOKEN AWS_PROFILE{}\n",
             info.endpoint_url.starts_with("http://") ? " AWS_CA_BUNDLE" : "");
  return {};
}

Result<void> print_version() {
  fmt::print("entrepot {}\n", ENTREPOT_VERSION);
  return {};
}

Result<void> print_config(const Options& options) {
  ENTREPOT_TRY(const auto config, configure(options));
  fmt::print("{}", config::print(config));
  return {};
}

Result<void> print_operations(Output output) {
  const auto operations = all_operations();
  if (output == Output::kJson) {
    for (const auto& op : operations) {
      fmt::print("{}\n", boost::json::serialize(
                             boost::json::object{{"service", op.service},
                                                 {"operation", op.operation},
                                                 {"action", op.action},
                                                 {"access", op.access == api::AccessLevel::kRead ? "read" : "write"},
                                                 {"implemented", op.implemented},
                                                 {"note", op.note}}));
    }
    return {};
  }
  fmt::print("{:<8} {:<52} {:<36} {:<6} {}\n", "SERVICE", "OPERATION", "IAM ACTION", "ACCESS", "IMPLEMENTED");
  for (const auto& op : operations) {
    fmt::print("{:<8} {:<52} {:<36} {:<6} {}\n", op.service, op.operation, op.action.empty() ? "-" : op.action,
               op.access == api::AccessLevel::kRead ? "read" : "write", op.implemented ? "yes" : "no");
  }
  return {};
}

}  // namespace entrepot::app
