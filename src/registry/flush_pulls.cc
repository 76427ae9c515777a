// Pull times: from memory to the database, in batches.

#include "meta/images.h"
#include "registry/core_impl.h"

namespace entrepot::registry {
namespace {

constexpr std::size_t kBatch = 500;
using Marks = std::vector<std::shared_ptr<PullMark>>;

async::Task<void> write_marks(sql::Transaction& tx, std::span<const std::shared_ptr<PullMark>> marks) {
  for (const auto& mark : marks) {
    ENTREPOT_CO_CHECK_OK(co_await meta::record_pull(tx, mark->image, meta::from_micros(mark->at)));
  }
  co_return Result<void>{};
}

}  // namespace

async::Task<void> Core::flush() {
  Impl& core = *impl_;
  Marks taken = core.pulls.take();
  // One order for all nodes: two of them that write the same images do not wait for each other in a circle.
  std::ranges::sort(taken, {}, [](const auto& mark) { return mark->image; });
  for (std::size_t from = 0; from < taken.size(); from += kBatch) {
    const std::span batch = std::span(taken).subspan(from, std::min(kBatch, taken.size() - from));
    ENTREPOT_CO_CHECK_OK(co_await core.database.write([&](sql::Transaction& tx) { return write_marks(tx, batch); }));
  }
  co_return Result<void>{};
}

}  // namespace entrepot::registry
