// Signed requests and Authorization headers. Lines of the input: method, target, then "Name:value" headers.

#include <cstdint>
#include <cstdlib>

#include "base/encoding.h"
#include "iam/sigv4.h"
#include "iam/sigv4_canonical.h"
#include "iam/tokens.h"

namespace iam = entrepot::iam;

namespace {

constexpr std::string_view kEmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct Fixture {
  iam::Credentials credentials;
  entrepot::FakeClock clock{entrepot::SysTime(std::chrono::seconds(1'440'938'160))};
  iam::SigV4Verifier verifier{credentials, clock, {.regions = {"us-east-1"}, .services = {"service"}}};
  iam::RegistryTokens tokens{entrepot::crypto::Key::random(), credentials, clock};

  Fixture() {
    credentials.put(
        {.principal = {.account = *entrepot::model::AccountId::parse("123456789012"), .access_key_id = "AKIDEXAMPLE"},
         .secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"});
  }
};

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Fixture fixture;
  std::string_view rest = entrepot::as_text({data, size});
  iam::SignedRequest request{.method = next_line(rest), .payload_sha256_hex = kEmptyHash};
  const std::string_view target = next_line(rest);
  request.path = target.substr(0, target.find('?'));
  if (target.contains('?')) request.query = target.substr(target.find('?') + 1);
  while (!rest.empty()) {
    const std::string_view line = next_line(rest);
    const std::size_t colon = std::min(line.find(':'), line.size());
    request.headers.emplace_back(line.substr(0, colon), line.substr(std::min(colon + 1, line.size())));
    // No fuzzer makes a password of a random key.
    if (fixture.tokens.authenticate(request.headers.back().second)) std::abort();
  }

  const auto verified = fixture.verifier.verify(request);
  if (verified) {
    if (verified->principal.access_key_id != "AKIDEXAMPLE" || verified->scope.service != "service") std::abort();
    if (!iam::SigV4Verifier::is_signed(request)) std::abort();
  } else if (!iam::SigV4Verifier::is_signed(request) &&
             verified.error().kind() != entrepot::ErrorKind::kMissingCredentials &&
             verified.error().kind() != entrepot::ErrorKind::kIncompleteSignature) {
    std::abort();
  }
  // The canonical query is a fixed point: it means what it says.
  if (const auto query = iam::canonical_query(request.query); query && iam::canonical_query(*query) != *query)
    std::abort();
  return 0;
}
