// Registry passwords, and the Authorization header around them: no other spelling and no damaged one opens.
//
// First byte 0: the rest is a password. 1: the rest edits (text_edits.h) a good one. 2: the rest edits the outer JSON
// of a good one, which is encoded again. 3: the rest edits a good Basic header.

#include <cstdint>
#include <cstdlib>

#include "base/encoding.h"
#include "fuzz/text_edits.h"
#include "iam/sealed_token.h"
#include "iam/tokens.h"

namespace iam = entrepot::iam;

namespace {

struct Fixture {
  entrepot::FakeClock clock{entrepot::SysTime(std::chrono::seconds(1'800'000'000))};
  entrepot::crypto::Key root{std::array<std::uint8_t, 32>{7}};
  iam::Credentials credentials;
  iam::RegistryTokens tokens{root, credentials, clock};
  std::string password;
  std::string header;

  Fixture() {
    const iam::Principal principal{.account = *entrepot::model::AccountId::parse("123456789012"),
                                   .id = "123456789012",
                                   .arn = "arn:aws:iam::123456789012:root",
                                   .access_key_id = "AKIDEXAMPLE"};
    credentials.put({.principal = principal, .secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"});
    password = tokens.issue(principal).password;
    header = "Basic " + entrepot::base64_encode(entrepot::as_bytes("AWS:" + password));
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Fixture fixture;
  if (size == 0) return 0;
  const std::span<const std::uint8_t> rest(data + 1, size - 1);
  if (data[0] % 4 == 3) {
    const std::string header = entrepot::fuzz::edited(fixture.header, rest);
    // The scheme may be written in another case and be followed by more spaces; what it carries may not change.
    const bool is_same = header.size() > 6 && header.substr(header.find_last_of(' ') + 1) == fixture.header.substr(6);
    if (fixture.tokens.authenticate(header) && !is_same) std::abort();
    return 0;
  }
  std::string password(entrepot::as_text(rest));
  if (data[0] % 4 == 1) password = entrepot::fuzz::edited(fixture.password, rest);
  if (data[0] % 4 == 2) {
    const auto outer = *entrepot::base64_decode(fixture.password);
    password = entrepot::base64_encode(
        entrepot::as_bytes(entrepot::fuzz::edited(std::string(entrepot::as_text(outer)), rest)));
  }
  const bool is_same = password == fixture.password;
  if (iam::open_token(fixture.root, password).has_value() != is_same) std::abort();
  if (fixture.tokens.open(password).has_value() != is_same) std::abort();
  return 0;
}
