// Host headers: a registry in a region that is not served is never found, and the name that we give to a registry leads
// to it and to no other.

#include <algorithm>
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
                .suffix_is_host = suffix_is_host,
                .regions = {*model::Region::parse("eu-west-1")}});
}

void check(const Names& names, std::string_view host) {
  const auto regions = names.regions();
  const auto region = names.api_region_of(host);
  if (region && (region->empty() || region->contains('.'))) std::abort();
  const auto registry = names.registry_of(host);
  if (!registry) return;
  if (std::ranges::find(regions, registry->region.text()) == regions.end()) std::abort();
  if (names.registry_of(names.registry_host(*registry)) != registry) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Names domain = made("example.com", false);
  static const Names host = made("localhost:5000", true);
  const std::string_view text = entrepot::as_text({data, size});
  check(domain, text);
  check(host, text);
  const auto account = model::AccountId::parse(text.substr(0, 12));
  const auto region = model::Region::parse(text.substr(std::min<std::size_t>(12, size)));
  if (!account || !region) return 0;
  const model::RegistryId other{*account, *region};
  const bool is_served = region->text() == "us-east-1" || region->text() == "eu-west-1";
  for (const Names* names : {&domain, &host}) {
    const auto found = names->registry_of(names->registry_host(other));
    // A name longer than a host can be is nobody's, and then the home registry's.
    if (names->registry_host(other).size() > 255) continue;
    if (found.has_value() != is_served || (found && !(*found == other))) std::abort();
  }
  return 0;
}
