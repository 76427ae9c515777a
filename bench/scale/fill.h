#pragma once
// What a large registry holds, pushed through the services as clients push it: every layer stored and linked, or
// mounted from another repository; every manifest parsed, its references checked, its tags moved.

#include <string>
#include <vector>

#include "bench/scale/store.h"

namespace entrepot::bench {

struct Size {
  std::size_t repositories = 10'000;   ///< team-NNN/service-NN
  std::size_t images = 100;            ///< in each: a configuration and a layer of its own, four shared layers, a tag
  std::size_t large_images = 100'000;  ///< in large/app, each with a tag of its own, each pulled once
  std::size_t referrers = 10'000;      ///< of one image in large/signed
};

/// Prints what it does and how fast. The folder must not hold these repositories yet.
Result<void> fill(Store& store, const Size& size);

}  // namespace entrepot::bench
