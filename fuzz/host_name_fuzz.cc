// Host headers: another account's or region's registry is never served as ours.

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>

#include "api/names.h"
#include "base/encoding.h"

namespace {

using entrepot::api::Names;
namespace model = entrepot::model;

Names made(std::string suffix, bool suffix_is_host) {
  return Names({.home = {*model::AccountId::parse("123456789012"), *model::Region::parse("us-east-1")},
                .suffix = std::move(suffix),
                .suffix_is_host = suffix_is_host});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Names domain = made("example.com", false);
  static const Names host = made("localhost:5000", true);
  const std::string_view text = entrepot::as_text({data, size});
  for (const Names* names : {&domain, &host}) {
    const auto registry = names->registry_of(text);
    if (registry && !(*registry == names->home())) std::abort();
  }
  // The name that we give to a registry leads to it, and the same name of another account does not.
  if (const auto account = model::AccountId::parse(text.substr(0, 12)); account && size == 12) {
    const model::RegistryId other{*account, domain.home().region};
    const auto found = domain.registry_of(domain.registry_host(other));
    if (found.has_value() != (other == domain.home())) std::abort();
  }
  return 0;
}
