// Signed addresses of layers: a path names one layer or none, and only the path and query that were signed are good.
//
// First byte even: the rest is path and query. Odd: the rest edits (text_edits.h) an address that was signed.

#include <cstdint>
#include <cstdlib>

#include "api/layer_url.h"
#include "base/encoding.h"
#include "fuzz/text_edits.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const entrepot::FakeClock clock{entrepot::SysTime(std::chrono::seconds(1'800'000'000))};
  static const entrepot::iam::SignedPaths signer(entrepot::crypto::Key(std::array<std::uint8_t, 32>{7}), clock);
  static const std::string path = "/layers/123456789012/us-east-1/team/app/sha256:" + std::string(64, 'a');
  static const std::string good = path + "?" + signer.sign(path, std::chrono::minutes(5));
  if (size == 0) return 0;
  const std::span<const std::uint8_t> rest(data + 1, size - 1);
  const std::string target =
      data[0] % 2 == 0 ? std::string(entrepot::as_text(rest)) : entrepot::fuzz::edited(good, rest);

  const std::size_t question = std::min(target.find('?'), target.size());
  const std::string_view asked = std::string_view(target).substr(0, question);
  const std::string_view query = std::string_view(target).substr(std::min(question + 1, target.size()));
  const auto checked = signer.check(asked, query);
  if (checked.has_value() != (target == good)) std::abort();
  if (!checked && checked.error().kind() != entrepot::ErrorKind::kAccessDenied) std::abort();

  const auto address = entrepot::api::parse_layer_path(asked);
  if (!address) return 0;
  // There is one spelling of each address.
  const std::string again = "/layers/" + address->registry.account.text() + "/" + address->registry.region.text() +
                            "/" + address->repository.text() + "/" + address->digest.text();
  if (again != asked) std::abort();
  return 0;
}
