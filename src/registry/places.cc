#include "registry/places.h"

#include "blob/zstd_stream.h"

namespace entrepot::registry {
namespace {

blob::ObjectKey bare_key(std::string_view key) {
  return {std::string(lies_in_archive(key) ? key.substr(kArchivePrefix.size()) : key)};
}

Error ends_early() {
  return Error(ErrorKind::kCorrupt, "an archived layer is damaged").because("it ends early");
}

/// Unpacks on a pool thread; hands out `range` of what comes out.
class UnpackedSource final : public async::ByteSource {
 public:
  UnpackedSource(async::BlockingPool& pool, std::unique_ptr<async::ByteSource> packed, ByteRange range)
      : pool_(pool), packed_(std::move(packed)), skip_(range.first), left_(range.length) {}

  async::Task<async::Slice> next() override {
    while (left_ != 0) {
      if (input_.bytes.empty() && !is_at_end_) {
        ENTREPOT_CO_TRY(input_, co_await packed_->next());
        is_at_end_ = input_.bytes.empty();
      }
      auto work = [this]() { return unpacker_.step(input_.bytes); };
      ENTREPOT_CO_TRY(auto step, co_await pool_.run(std::move(work)));
      input_.bytes = input_.bytes.subspan(step.taken);
      if (step.bytes.empty() && is_at_end_) co_return fail(ends_early());
      async::Slice out = cut(std::move(step.bytes));
      if (!out.bytes.empty()) co_return out;
    }
    co_return async::Slice{};
  }

 private:
  async::Slice cut(std::vector<std::uint8_t> bytes) {
    const std::size_t skipped = std::min<std::uint64_t>(skip_, bytes.size());
    skip_ -= skipped;
    const std::size_t size = std::min<std::uint64_t>(left_, bytes.size() - skipped);
    left_ -= size;
    const auto owner = std::make_shared<const std::vector<std::uint8_t>>(std::move(bytes));
    return {.owner = owner, .bytes = std::span(*owner).subspan(skipped, size)};
  }

  async::BlockingPool& pool_;
  std::unique_ptr<async::ByteSource> packed_;
  blob::Unpacker unpacker_;
  async::Slice input_;
  bool is_at_end_ = false;
  std::uint64_t skip_;
  std::uint64_t left_;
};

}  // namespace

async::Task<std::unique_ptr<async::ByteSource>> open_object(Core::Impl& core, StoredObject object, ByteRange range) {
  const blob::ObjectKey key = bare_key(object.key);
  if (!lies_in_archive(object.key)) {
    co_return co_await core.blobs.open(key, std::move(object.data_key), object.size, range);
  }
  if (!object.archived) {
    co_return fail(Error(ErrorKind::kCorrupt, "an archived layer is damaged").because("no row says its form"));
  }
  const std::uint64_t stored = object.archived->stored_bytes;
  if (object.archived->form == meta::ObjectForm::kPlain) {
    co_return co_await core.archive.open(key, std::move(object.data_key), stored, range);
  }
  ENTREPOT_CO_TRY(auto packed, co_await core.archive.open(key, std::move(object.data_key), stored,
                                                          ByteRange{.first = 0, .length = stored}));
  co_return std::make_unique<UnpackedSource>(core.packing, std::move(packed), range);
}

async::Task<void> remove_object(Core::Impl& core, std::string key) {
  blob::BlobStore& store = lies_in_archive(key) ? core.archive : core.blobs;
  co_return co_await store.remove(bare_key(key));
}

async::Task<void> list_objects(Core::Impl& core, std::function<Result<void>(const std::string& key)> each) {
  ENTREPOT_CO_CHECK_OK(co_await core.blobs.list([&](const blob::ObjectKey& key) { return each(key.text); }));
  co_return co_await core.archive.list(
      [&](const blob::ObjectKey& key) { return each(std::string(kArchivePrefix) + key.text); });
}

}  // namespace entrepot::registry
