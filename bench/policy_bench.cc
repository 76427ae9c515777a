// What a decision costs on each request. To hold: ten statements decided in under 5 us at the median and 50 us at the
// 99th of a hundred, and a pattern made to be slow under 1 ms. `p50_ns` and `p99_ns` are of single calls, clock
// included.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "iam/decide.h"
#include "tests/support/policies.h"

namespace entrepot::iam {
namespace {

using Pointer = std::shared_ptr<const Policy>;
constexpr std::string_view kApp = "arn:aws:ecr:us-east-1:123456789012:repository/team/app";

/// Ten statements as people write them; the last one allows.
Pointer ten_statements(std::string_view condition) {
  std::string text = R"({"Version":"2012-10-17","Statement":[)";
  for (int i = 0; i < 9; ++i) {
    text += fmt::format(
        R"({{"Sid":"S{0}","Effect":"{1}","Action":["ecr:BatchGet*","ecr:GetDownloadUrlForLayer","ecr:PutImage"],)"
        R"("Resource":["arn:aws:ecr:*:123456789012:repository/other{0}/*","arn:aws:ecr:*:*:repository/*-{0}"]{2}}},)",
        i, i % 3 == 0 ? "Deny" : "Allow", condition);
  }
  text += fmt::format(
      R"({{"Effect":"Allow","Action":"ecr:*","Resource":"arn:aws:ecr:*:123456789012:repository/team/*"{}}}]}})",
      condition);
  return testing::policy(text);
}

struct World {
  Principal principal{.account = *model::AccountId::parse("123456789012"),
                      .id = "AIDAANN",
                      .arn = "arn:aws:iam::123456789012:user/ann"};
  Identity identity{.id = "AIDAANN", .account = principal.account};
  std::vector<Pointer> resource;
  Pointer endpoint;
  testing::FixedKeys keys{{"aws:sourceip", {"203.0.113.7"}},
                          {"aws:username", {"ann"}},
                          {"aws:principaltag/team", {"team"}},
                          {"aws:useragent", {std::string(4'000, 'a')}}};

  Decision ask() const {
    const Question question{.action = "ecr:PutImage", .resource = kApp, .owner = principal.account, .keys = keys};
    return decide(
        question,
        {.principal = principal, .identity = &identity, .resource_policies = resource, .endpoint = endpoint.get()});
  }
};

void run(benchmark::State& state, const World& world, bool is_expected) {
  using Clock = std::chrono::steady_clock;
  std::vector<std::int64_t> times;
  times.reserve(1'000'000);
  for (auto _ : state) {
    const auto begin = Clock::now();
    const Decision decision = world.ask();
    const auto end = Clock::now();
    if (decision.is_allowed != is_expected) state.SkipWithError("decided otherwise");
    if (times.size() < times.capacity()) times.push_back((end - begin) / std::chrono::nanoseconds(1));
  }
  std::ranges::sort(times);
  if (times.empty()) return;
  state.counters["p50_ns"] = static_cast<double>(times[times.size() / 2]);
  state.counters["p99_ns"] = static_cast<double>(times[times.size() * 99 / 100]);
}

void decide_ten_statements(benchmark::State& state) {
  World world;
  world.identity.policies = {ten_statements("")};
  run(state, world, true);
}
BENCHMARK(decide_ten_statements);

void decide_ten_statements_with_conditions(benchmark::State& state) {
  World world;
  world.identity.policies = {ten_statements(
      R"(,"Condition":{"IpAddress":{"aws:SourceIp":["198.51.100.0/24","203.0.113.0/24"]},)"
      R"("StringLike":{"aws:username":["a*","b*"]},"StringEquals":{"aws:PrincipalTag/team":"${aws:PrincipalTag/team}"}})")};
  run(state, world, true);
}
BENCHMARK(decide_ten_statements_with_conditions);

/// A pull within three documents: of the user, of the repository, and of the private endpoint.
void decide_three_documents(benchmark::State& state) {
  World world;
  world.identity.policies = {ten_statements("")};
  world.resource = {testing::statement(R"("Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"ecr:*")",
                                       model::PolicyOf::kRepository)};
  world.endpoint = testing::statement(R"("Effect":"Allow","Principal":"*","Action":"ecr:*","Resource":"*")",
                                      model::PolicyOf::kEndpoint);
  run(state, world, true);
}
BENCHMARK(decide_three_documents);

/// `*a*a*..*b` as often as the limits let one write it, against the longest value that a request may bring.
void decide_pathological_pattern(benchmark::State& state) {
  std::string stars;
  for (int i = 0; i < 31; ++i) stars += "*a";
  World world;
  world.identity.policies = {testing::statement(fmt::format(
      R"("Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringLike":{{"aws:UserAgent":"{}*b"}}}})",
      stars))};
  run(state, world, false);
}
BENCHMARK(decide_pathological_pattern);

/// Patterns whose every start nearly matches, as many as fit into a policy: the bound on effort ends it.
void decide_policy_bomb(benchmark::State& state) {
  std::string values;
  for (int i = 0; i < 90; ++i) values += fmt::format(R"({}"*{}{}b")", i == 0 ? "" : ",", std::string(90, 'a'), i);
  World world;
  world.identity.policies = {testing::statement(fmt::format(
      R"("Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringLike":{{"aws:UserAgent":[{}]}}}})",
      values))};
  run(state, world, false);
}
BENCHMARK(decide_policy_bomb);

void compile_ten_statements(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ten_statements(""));
}
BENCHMARK(compile_ten_statements);

}  // namespace
}  // namespace entrepot::iam
