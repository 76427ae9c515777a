// What deciding costs on the pull path: the whole pipeline of a GET of a manifest by tag, from the parsed request to
// the answer, for root and for users with policies. Everything is in memory, so what is measured is the processor's
// work.
//
//   access_bench                                    the benchmarks
//   access_bench --serve                            the same registry over HTTP, for wrk: prints a command for each
//   caller

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <iostream>

#include "tests/support/registry_server.h"

namespace entrepot {
namespace {

constexpr std::size_t kRequests = 1'000;

class NoBody final : public async::ByteSource {
 public:
  async::Task<async::Slice> next() override { co_return async::Slice{}; }
};

/// A policy of ten statements, of which the last one allows what a pull needs.
std::string policy(std::string_view prefix) {
  std::string statements;
  for (int i = 0; i < 9; ++i) {
    statements += fmt::format(
        R"({{"Sid":"{}{}","Effect":"Allow","Action":["ecr:Describe*","ecr:List*"],"Resource":"arn:aws:ecr:*:*:repository/{}-{}/*"}},)",
        "S", i, prefix, i);
  }
  return R"({"Version":"2012-10-17","Statement":[)" + statements +
         R"({"Effect":"Allow","Action":["ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"],"Resource":"arn:aws:ecr:*:*:repository/)" +
         std::string(prefix) + R"(/*"}]})";
}

struct Rig {
  Rig() {
    server.create_repository("team/app");
    root = server.access_key();
    user = server.add_user(root, "puller", {policy("other"), policy("third"), policy("team")});
    shared = server.add_user(root, "shared", {policy("other"), policy("third"), policy("team")});
    push();
  }
  void push() {
    const std::string index =
        R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]})";
    auto put = registry::PutImage{.repository = "team/app",
                                  .manifest = index,
                                  .media_type = "application/vnd.oci.image.index.v1+json",
                                  .tags = {*model::Tag::parse("v1")},
                                  .digest = {}};
    if (!server.run(server.services().images.put(server.scope(), std::move(put)))) throw std::runtime_error("no image");
  }
  void share() {
    constexpr const char* kPolicy =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"999999999999"},"Action":"ecr:*"},)"
        R"({"Effect":"Deny","Principal":"*","Action":"ecr:*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}]})";
    if (!server.run(server.services().policies.set_repository_policy(server.scope(), "team/app", kPolicy)))
      throw std::runtime_error("no policy");
  }
  http::Request request(const iam::AccessKey& key) {
    http::Request out;
    out.method = http::Method::kGet;
    out.method_text = "GET";
    out.target = "/v2/team/app/manifests/v1";
    out.host = server.authority();
    out.peer.address = "127.0.0.1";
    out.id = "bench";
    out.body = &body;
    auto [name, value] = server.authorization(key);
    out.headers.add(std::move(name), std::move(value));
    out.headers.add("Accept", "application/vnd.oci.image.index.v1+json");
    return out;
  }
  NoBody body;
  test::RegistryServer server;
  iam::AccessKey root, user, shared;
};

async::Task<std::size_t> pull(api::Front& front, http::Request& request) {
  std::size_t good = 0;
  for (std::size_t i = 0; i < kRequests; ++i) {
    const http::Response response = co_await front.handle(request);
    if (response.status == 200) ++good;
  }
  co_return good;
}

void measure(benchmark::State& state, Rig& rig, const iam::AccessKey& key) {
  http::Request request = rig.request(key);
  for (auto _ : state) {
    const auto good = async::run_blocking(pull(rig.server.front(), request));
    if (!good || *good != kRequests) state.SkipWithError("a pull failed");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kRequests));
}

Rig& plain() {
  static Rig rig;
  return rig;
}
Rig& with_repository_policy() {
  static Rig& shared = []() -> Rig& {
    static Rig rig;
    rig.share();
    return rig;
  }();
  return shared;
}

void pull_as_root(benchmark::State& state) {
  measure(state, plain(), plain().root);
}
void pull_as_user(benchmark::State& state) {
  measure(state, plain(), plain().user);
}
void pull_as_user_with_repository_policy(benchmark::State& state) {
  measure(state, with_repository_policy(), with_repository_policy().user);
}
BENCHMARK(pull_as_root)->Unit(benchmark::kMicrosecond);
BENCHMARK(pull_as_user)->Unit(benchmark::kMicrosecond);
BENCHMARK(pull_as_user_with_repository_policy)->Unit(benchmark::kMicrosecond);

void serve() {
  Rig& rig = with_repository_policy();
  for (const auto& [who, key] : {std::pair("root", rig.root), std::pair("user", rig.user)}) {
    const auto [name, value] = rig.server.authorization(key);
    std::cout << who << " " << name << ": " << value << " http://" << rig.server.authority()
              << "/v2/team/app/manifests/v1" << std::endl;
  }
  std::cin.get();
}

}  // namespace
}  // namespace entrepot

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--serve") {
    entrepot::serve();
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
