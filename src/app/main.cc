// The command line: entrepot serve | env | account | user | version | print-config | print-operations.

#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "app/admin_cli.h"
#include "app/admin_commands.h"
#include "app/commands.h"

extern char** environ;  // NOLINT: POSIX

namespace {

using namespace entrepot;

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view pair = *entry;
    if (const auto equals = pair.find('='); equals != std::string_view::npos)
      out.emplace(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return out;
}

constexpr std::string_view kAbout =
    "entrepot: a container registry that speaks Amazon ECR (the AWS API and the Docker/OCI protocol).\n\n"
    "First steps, in two terminals:\n"
    "  entrepot serve\n"
    "  eval \"$(entrepot env)\"\n"
    "  aws ecr create-repository --repository-name team/app\n"
    "  aws ecr get-login-password | docker login -u AWS --password-stdin \"$ENTREPOT_REGISTRY\"\n"
    "  docker push \"$ENTREPOT_REGISTRY/team/app:1\"\n\n"
    "Users, with access keys and policies of their own:\n"
    "  entrepot user create ci --policy AmazonEC2ContainerRegistryPowerUser";

constexpr int kUsage = 2;

/// --help and the like end well. What cannot be understood is one line that says what could be.
int explain(const CLI::App& cli, const CLI::ParseError& problem, std::string_view first) {
  if (problem.get_exit_code() == 0) return cli.exit(problem);
  if (first.empty()) {
    fmt::print(stderr, "{}", cli.help());
    return kUsage;
  }
  const auto is_first = [&](const CLI::App* command) { return command->get_name() == first; };
  const bool is_strange = !first.starts_with('-') && cli.get_subcommands(is_first).empty();
  fmt::print(stderr, "entrepot: {}; `entrepot --help` shows what there is\n",
             is_strange ? fmt::format("there is no command '{}'", first) : std::string(problem.what()));
  return kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  // Two arenas keep the memory of a busy server near what it really uses.
  ::mallopt(M_ARENA_MAX, 2);
  std::signal(SIGPIPE, SIG_IGN);

  CLI::App cli{std::string(kAbout), "entrepot"};
  cli.require_subcommand(1);
  cli.fallthrough();
  app::Options options;
  options.environment = environment();
  cli.add_option("--data", options.data, "The data folder (default ./data)")->type_name("DIR");
  cli.add_option("--config", options.config_file, "A YAML configuration file; `entrepot print-config` shows every key")
      ->type_name("FILE");

  CLI::App* serve = cli.add_subcommand("serve", "Serve the registry and the AWS API until SIGTERM or Ctrl-C");
  serve->add_option("--listen", options.listen, "Address and port (default 127.0.0.1:5000)")->type_name("HOST:PORT");
  serve
      ->add_option("--ops-listen", options.ops_listen,
                   "Address and port of /healthz, /readyz, /metrics (default 127.0.0.1:5001)")
      ->type_name("HOST:PORT");
  CLI::App* env = cli.add_subcommand(
      "env", "Print shell lines that point aws, docker and every AWS SDK at the server: eval \"$(entrepot env)\"");
  CLI::App* version = cli.add_subcommand("version", "Print the version");
  CLI::App* print_config =
      cli.add_subcommand("print-config", "Print every configuration key with its help and its value now, as YAML");
  CLI::App* print_operations = cli.add_subcommand("print-operations", "Print every operation of every door");
  bool as_json = false;
  print_operations->add_flag("--json", as_json, "As JSON lines");

  app::AdminCall admin;
  app::add_admin_commands(cli, admin);

  for (CLI::App* command : {serve, env, print_config}) command->footer("--data and --config are taken here, too.");

  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return explain(cli, problem, argc > 1 ? argv[1] : "");
  }

  Result<void> done;
  if (serve->parsed()) done = app::serve(options);
  if (env->parsed()) done = app::print_environment(options);
  if (version->parsed()) done = app::print_version();
  if (print_config->parsed()) done = app::print_config(options);
  if (print_operations->parsed()) done = app::print_operations(as_json ? app::Output::kJson : app::Output::kTable);
  if (!admin.request.empty()) {
    const auto output = admin.as_json ? app::Output::kJson : app::Output::kTable;
    done = app::run_admin_command(options, std::move(admin.request), admin.policies, output);
  }
  if (!done) {
    fmt::print(stderr, "entrepot: {}\n", done.error().message());
    return 1;
  }
  return 0;
}
