#include "tests/support/postgres_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <thread>

namespace entrepot::tests {
namespace {

constexpr std::chrono::seconds kStartLimit{60};

std::optional<std::filesystem::path> find_binaries() {
  std::vector<std::filesystem::path> folders;
  if (const char* folder = std::getenv("ENTREPOT_POSTGRES_BIN")) folders.emplace_back(folder);
  for (const int version : {15, 16, 17, 18}) folders.emplace_back(fmt::format("/usr/lib/postgresql/{}/bin", version));
  std::error_code ignored;
  for (const auto& folder : folders) {
    if (std::filesystem::exists(folder / "postgres", ignored) && std::filesystem::exists(folder / "initdb", ignored)) {
      return folder;
    }
  }
  return std::nullopt;
}

/// The server refuses to run as root.
struct User {
  uid_t uid;
  gid_t gid;
};
std::optional<User> unprivileged_user() {
  if (::getuid() != 0) return User{.uid = ::getuid(), .gid = ::getgid()};
  for (const char* name : {"postgres", "nobody"}) {
    if (const passwd* entry = ::getpwnam(name)) return User{.uid = entry->pw_uid, .gid = entry->pw_gid};
  }
  return std::nullopt;
}

/// Starts a program as `user`, its output in `log`. It is killed when the calling thread ends, so that a test program
/// that crashes leaves no server behind.
pid_t spawn(const User& user, const std::vector<std::string>& words, const std::filesystem::path& log) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  const bool root = ::getuid() == 0;
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  // Only calls that are safe after fork in a program with threads.
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(out, 1);
  ::dup2(out, 2);
  if (root && (::setgroups(0, nullptr) != 0 || ::setgid(user.gid) != 0 || ::setuid(user.uid) != 0)) ::_exit(127);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (::getppid() != parent || ::chdir("/") != 0) ::_exit(127);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound = ::bind(fd, generic, length) == 0 && ::getsockname(fd, generic, &length) == 0;
  ::close(fd);
  return bound ? ntohs(address.sin_port) : 0;
}

Error failed(std::string what) {
  return Error(ErrorKind::kUnavailable, "PostgreSQL could not be started").because(std::move(what));
}

}  // namespace

bool requires_all() {
  return std::getenv("ENTREPOT_REQUIRE_ALL") != nullptr;
}

PostgresServer::PostgresServer(std::filesystem::path folder, std::vector<std::string> settings)
    : folder_(std::move(folder)), settings_(std::move(settings)) {}

Result<std::unique_ptr<PostgresServer>> PostgresServer::start(std::vector<std::string> settings) {
  if (!find_binaries() || !unprivileged_user()) {
    return fail(ErrorKind::kNotImplemented, "PostgreSQL 15 (package postgresql) is not installed here");
  }
  std::string folder = (std::filesystem::temp_directory_path() / "entrepot-pg-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return fail(failed(folder));
  std::unique_ptr<PostgresServer> server(new PostgresServer(folder, std::move(settings)));
  ENTREPOT_CHECK_OK(server->make_cluster());
  ENTREPOT_CHECK_OK(server->launch());
  return server;
}

const Result<std::unique_ptr<PostgresServer>>& PostgresServer::shared() {
  static const Result<std::unique_ptr<PostgresServer>> server = start();
  return server;
}

Result<void> PostgresServer::make_cluster() const {
  const User user = *unprivileged_user();
  if (::chown(folder_.c_str(), user.uid, user.gid) != 0) return fail(failed("chown"));
  const std::filesystem::path log = folder_ / "initdb.log";
  const pid_t pid =
      spawn(user,
            {*find_binaries() / "initdb", "-D", folder_ / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8",
             "--locale=C", "--locale-provider=icu", "--icu-locale=en-US", "--no-sync", "--no-instructions"},
            log);
  int status = -1;
  if (pid < 0 || ::waitpid(pid, &status, 0) != pid || status != 0) return fail(failed(log.string()));
  return {};
}

Result<void> PostgresServer::launch() {
  const auto until = std::chrono::steady_clock::now() + kStartLimit;
  while (std::chrono::steady_clock::now() < until) {
    if (port_ == 0) port_ = free_port();
    std::vector<std::string> words{*find_binaries() / "postgres",
                                   "-D",
                                   folder_ / "data",
                                   "-p",
                                   std::to_string(port_),
                                   "-k",
                                   folder_,
                                   "-c",
                                   "listen_addresses=127.0.0.1",
                                   "-c",
                                   "fsync=off",
                                   "-c",
                                   "full_page_writes=off",
                                   "-c",
                                   "max_connections=200",
                                   "-c",
                                   "shared_buffers=32MB"};
    for (const std::string& setting : settings_) words.insert(words.end(), {"-c", setting});
    pid_ = spawn(*unprivileged_user(), words, folder_ / "server.log");
    if (pid_ < 0) return fail(failed("fork"));
    while (std::chrono::steady_clock::now() < until) {
      if (PQping(conninfo("postgres").c_str()) == PQPING_OK) return {};
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) {  // someone else took the port meanwhile
        pid_ = -1;
        break;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (pid_ > 0) kill_now();
    if (databases_ == 0) port_ = 0;
  }
  return fail(failed((folder_ / "server.log").string()));
}

PostgresServer::~PostgresServer() {
  kill_now();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void PostgresServer::kill_now() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGQUIT);  // the postmaster ends its children, without a checkpoint
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void PostgresServer::crash_and_restart() {
  kill_now();
  if (auto started = launch(); !started) {
    fmt::print(stderr, "{}: {}\n", started.error().message(), started.error().detail());
    std::abort();
  }
}

std::string PostgresServer::conninfo(const std::string& database) const {
  return fmt::format("host=127.0.0.1 port={} user=postgres dbname={} connect_timeout=10", port_, database);
}

std::string PostgresServer::fresh_database() {
  const std::string name = fmt::format("test_{}", ++databases_);
  run("postgres", "CREATE DATABASE " + name);
  return conninfo(name);
}

std::string PostgresServer::run(const std::string& database, const std::string& statements) const {
  PGconn* connection = PQconnectdb(conninfo(database).c_str());
  PGresult* result = PQexec(connection, statements.c_str());
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    fmt::print(stderr, "{}: {}\n", statements, PQerrorMessage(connection));
    std::abort();
  }
  std::string value = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
  PQclear(result);
  PQfinish(connection);
  return value;
}

}  // namespace entrepot::tests
