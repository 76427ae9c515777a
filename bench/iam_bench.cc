// What proving an identity costs on each request. To hold: SigV4 of a 1 KiB body under 15 us and a registry password
// under 3 us, both warm.

#include <benchmark/benchmark.h>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "iam/sealed_token.h"
#include "iam/sigv4.h"
#include "iam/tokens.h"
#include "tests/support/sigv4_signer.h"

namespace entrepot::iam {
namespace {

constexpr std::int64_t kNow = 1'800'000'000;

struct Server {
  FakeClock clock;
  Credentials credentials;
  Principal principal{.account = *model::AccountId::parse("123456789012"),
                      .id = "123456789012",
                      .arn = "arn:aws:iam::123456789012:root",
                      .access_key_id = "AKIAIOSFODNN7EXAMPLE",
                      .is_root = true};
  NewAccessKey key = make_access_key();
  SigV4Verifier verifier{credentials, clock, {.regions = {"us-east-1"}, .services = {"ecr", "sts"}}};
  crypto::Key root = crypto::Key::random();
  RegistryTokens tokens{root, credentials, clock};

  Server() { credentials.put({.principal = principal, .secret = key.secret}); }

  testing::ClientRequest request(const std::string& id) const {
    auto out = testing::json_request("AmazonEC2ContainerRegistry_V20150921.BatchGetImage", std::string(1'024, 'x'),
                                     {id, key.secret}, "localhost:5000", kNow);
    out.headers.emplace_back("Host", "localhost:5000");
    out.headers.emplace_back("User-Agent",
                             "aws-cli/2.17 md/awscrt#0.20 ua/2.0 os/linux md/arch#x86_64 lang/python#3.11");
    out.headers.emplace_back("Accept-Encoding", "identity");
    return out;
  }
};

Result<SigV4Verifier::Verified> verify(const SigV4Verifier& verifier, const testing::ClientRequest& request) {
  const std::string hash = hex_encode(crypto::sha256(request.body));
  return verifier.verify({.method = request.method,
                          .path = "/",
                          .query = "",
                          .headers = {request.headers.begin(), request.headers.end()},
                          .payload_sha256_hex = hash});
}

void sigv4_verify_1k_warm(benchmark::State& state) {
  const Server server;
  const auto request = server.request("AKIAIOSFODNN7EXAMPLE");
  for (auto _ : state) {
    if (!verify(server.verifier, request)) state.SkipWithError("refused");
  }
}
BENCHMARK(sigv4_verify_1k_warm)->Threads(1)->Threads(2);

void sigv4_verify_1k_new_secret(benchmark::State& state) {
  Server server;
  const auto request = server.request("AKIAIOSFODNN7EXAMPLE");
  for (auto _ : state) {
    state.PauseTiming();
    server.credentials.put({.principal = server.principal, .secret = server.key.secret});
    state.ResumeTiming();
    if (!verify(server.verifier, request)) state.SkipWithError("refused");
  }
}
BENCHMARK(sigv4_verify_1k_new_secret);

void sigv4_refuse_unknown_key(benchmark::State& state) {
  const Server server;
  const auto request = server.request("AKIAUNKNOWN777777777");
  for (auto _ : state) {
    if (verify(server.verifier, request)) state.SkipWithError("accepted");
  }
}
BENCHMARK(sigv4_refuse_unknown_key);

void token_open_warm(benchmark::State& state) {
  const Server server;
  const std::string password = server.tokens.issue(server.principal).password;
  for (auto _ : state) {
    if (!server.tokens.open(password)) state.SkipWithError("refused");
  }
}
BENCHMARK(token_open_warm)->Threads(1)->Threads(2);

void token_authenticate_basic_warm(benchmark::State& state) {
  const Server server;
  const std::string header =
      "Basic " + base64_encode(as_bytes("AWS:" + server.tokens.issue(server.principal).password));
  for (auto _ : state) {
    if (!server.tokens.authenticate(header)) state.SkipWithError("refused");
  }
}
BENCHMARK(token_authenticate_basic_warm)->Threads(1)->Threads(2);

void token_open_cold(benchmark::State& state) {
  const Server server;
  const std::string password = server.tokens.issue(server.principal).password;
  for (auto _ : state) {
    if (!open_token(server.root, password)) state.SkipWithError("refused");
  }
}
BENCHMARK(token_open_cold);

void token_issue(benchmark::State& state) {
  const Server server;
  for (auto _ : state) benchmark::DoNotOptimize(server.tokens.issue(server.principal));
}
BENCHMARK(token_issue);

void signed_path_check(benchmark::State& state) {
  const FakeClock clock;
  const SignedPaths paths(crypto::Key::random(), clock);
  const std::string path = "/layers/123456789012/us-east-1/team/app/sha256:" + std::string(64, 'a');
  const std::string query = paths.sign(path, std::chrono::minutes(5));
  for (auto _ : state) {
    if (!paths.check(path, query)) state.SkipWithError("refused");
  }
}
BENCHMARK(signed_path_check);

}  // namespace
}  // namespace entrepot::iam
