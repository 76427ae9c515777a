#include "bench/scale/fill.h"

#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <mutex>

#include "async/gate.h"
#include "base/encoding.h"
#include "crypto/hash.h"

namespace entrepot::bench {
namespace {

/// Pushes at a time: enough for the store to commit many at once.
constexpr std::size_t kWorkers = 256;
constexpr std::size_t kBaseLayers = 80;
constexpr std::size_t kSharedLayers = 4;
constexpr const char* kBase = "base/images";
constexpr const char* kLarge = "large/app";
constexpr const char* kSigned = "large/signed";
constexpr const char* kManifestType = "application/vnd.oci.image.manifest.v1+json";
constexpr const char* kConfigType = "application/vnd.oci.image.config.v1+json";
constexpr const char* kLayerType = "application/vnd.oci.image.layer.v1.tar+gzip";

class TextSource final : public async::ByteSource {
 public:
  explicit TextSource(const std::string& text) : text_(text) {}
  async::Task<async::Slice> next() override {
    const auto bytes = std::exchange(given_, true) ? std::span<const std::uint8_t>() : as_bytes(text_);
    co_return async::Slice{.owner = nullptr, .bytes = bytes};
  }

 private:
  const std::string& text_;
  bool given_ = false;
};

std::string digest_of(std::string_view text) {
  return crypto::digest_of(text, DigestAlgorithm::kSha256).text();
}

std::string base_layer(std::size_t number) {
  return fmt::format("base layer {}: {:0>2000}", number, number);
}

/// Of every twenty images of the base repository one is the base of a service.
std::vector<std::string> shared_layers(std::size_t service) {
  const std::size_t first = service * kSharedLayers % kBaseLayers;
  std::vector<std::string> layers;
  for (std::size_t i = 0; i < kSharedLayers; ++i) layers.push_back(base_layer(first + i));
  return layers;
}

std::string descriptor(const char* type, const std::string& content) {
  return fmt::format(R"({{"mediaType":"{}","digest":"{}","size":{}}})", type, digest_of(content), content.size());
}

std::string manifest(const std::string& config, const std::vector<std::string>& layers, const std::string& more) {
  std::string list;
  for (const std::string& layer : layers) list += (list.empty() ? "" : ",") + descriptor(kLayerType, layer);
  return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}",{}"config":{},"layers":[{}]}})", kManifestType, more,
                     descriptor(kConfigType, config), list);
}

class Filler {
 public:
  Filler(Store& store, const Size& size) : store_(store), size_(size) {}

  async::Task<void> make_base() {
    ENTREPOT_CO_CHECK_OK(co_await create(kBase));
    for (std::size_t i = 0; i < kBaseLayers; ++i) ENTREPOT_CO_CHECK_OK(co_await push_blob(kBase, base_layer(i)));
    co_return Result<void>{};
  }

  async::Task<void> make_service(std::size_t number) {
    const std::string name = fmt::format("team-{:03}/service-{:03}", number / 100, number % 100);
    ENTREPOT_CO_CHECK_OK(co_await prepare(name, number));
    for (std::size_t i = 0; i < size_.images; ++i) {
      ENTREPOT_CO_CHECK_OK(co_await push_image(name, number, i, fmt::format("build-{}", i)));
    }
    co_return Result<void>{};
  }

  async::Task<void> make_large() { return prepare(kLarge, 0); }
  async::Task<void> push_large(std::size_t number) { return push_image(kLarge, 0, number, large_tag(number)); }
  async::Task<void> pull_large(std::size_t number) {
    ENTREPOT_CO_TRY(model::Tag tag, model::Tag::parse(large_tag(number)));
    ENTREPOT_CO_CHECK_OK(co_await store_.images().get(store_.scope(), kLarge, {.digest = {}, .tag = std::move(tag)}));
    ++images_;
    co_return Result<void>{};
  }

  async::Task<void> make_signed() {
    ENTREPOT_CO_CHECK_OK(co_await prepare(kSigned, 0));
    ENTREPOT_CO_CHECK_OK(co_await push_image(kSigned, 0, 0, "subject"));
    co_return co_await push_blob(kSigned, "{}");
  }
  /// Two types of artifact, in turn.
  async::Task<void> push_referrer(std::size_t number) {
    const std::string subject = image_manifest(kSigned, 0, 0);
    const std::string more =
        fmt::format(R"("artifactType":"application/vnd.example.{}","subject":{},"annotations":{{"example.run":"{}"}},)",
                    number % 2 == 0 ? "signature" : "sbom", descriptor(kManifestType, subject), number);
    return put(kSigned, manifest("{}", {"{}"}, more), {});
  }

  std::size_t images() const { return images_.load(std::memory_order_relaxed); }

 private:
  static std::string large_tag(std::size_t number) { return fmt::format("release-{:06}", number); }
  static std::string config(const std::string& name, std::size_t number) {
    return fmt::format(
        R"({{"architecture":"amd64","os":"linux","created":"2026-01-01T00:00:00Z","config":{{"Env":["PATH=/usr/bin"],)"
        R"("Cmd":["/app"],"Labels":{{"repository":"{}","build":"{}"}}}},"rootfs":{{"type":"layers","diff_ids":[]}}}})",
        name, number);
  }
  static std::string own_layer(const std::string& name, std::size_t number) {
    return fmt::format("layer of {} {}", name, number);
  }
  static std::string image_manifest(const std::string& name, std::size_t service, std::size_t number) {
    std::vector<std::string> layers = shared_layers(service);
    layers.push_back(own_layer(name, number));
    return manifest(config(name, number), layers, "");
  }

  async::Task<void> create(std::string name) {
    ENTREPOT_CO_TRY(model::RepositoryName parsed, model::RepositoryName::parse(name));
    ENTREPOT_CO_CHECK_OK(co_await store_.repositories().create(store_.scope(), std::move(parsed), {}));
    co_return Result<void>{};
  }

  async::Task<void> prepare(std::string name, std::size_t service) {
    ENTREPOT_CO_CHECK_OK(co_await create(name));
    for (const std::string& layer : shared_layers(service)) {
      ENTREPOT_CO_TRY(Digest digest, Digest::parse(digest_of(layer)));
      ENTREPOT_CO_TRY(const bool mounted,
                      co_await store_.layers().mount(store_.scope(), name, std::move(digest), kBase, {}));
      if (!mounted) co_return fail(ErrorKind::kInternal, "a base layer cannot be mounted");
    }
    co_return Result<void>{};
  }

  async::Task<void> push_blob(std::string name, std::string content) {
    ENTREPOT_CO_TRY(Digest digest, Digest::parse(digest_of(content)));
    TextSource body(content);
    ENTREPOT_CO_CHECK_OK(co_await store_.uploads().put(store_.scope(), name, std::move(digest), body));
    co_return Result<void>{};
  }

  async::Task<void> push_image(std::string name, std::size_t service, std::size_t number, std::string tag) {
    ENTREPOT_CO_CHECK_OK(co_await push_blob(name, config(name, number)));
    ENTREPOT_CO_CHECK_OK(co_await push_blob(name, own_layer(name, number)));
    ENTREPOT_CO_TRY(model::Tag parsed, model::Tag::parse(tag));
    co_return co_await put(name, image_manifest(name, service, number), {std::move(parsed)});
  }

  async::Task<void> put(std::string name, std::string text, std::vector<model::Tag> tags) {
    ENTREPOT_CO_CHECK_OK(co_await store_.images().put(store_.scope(), {.repository = std::move(name),
                                                                       .manifest = std::move(text),
                                                                       .media_type = kManifestType,
                                                                       .tags = std::move(tags),
                                                                       .digest = std::nullopt}));
    ++images_;
    co_return Result<void>{};
  }

  Store& store_;
  const Size size_;
  std::atomic<std::size_t> images_{0};
};

/// One kind of work, many times, by kWorkers at once.
class Stage {
 public:
  using One = std::function<async::Task<void>(std::size_t)>;
  Stage(const char* name, std::size_t count, One one) : name_(name), count_(count), one_(std::move(one)) {}

  Result<void> run(Store& store, const Filler& filler) {
    async::Gate gate([this](const std::string& what) { stop(Error(ErrorKind::kInternal, what)); });
    const std::size_t before = filler.images();
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < std::min(kWorkers, count_); ++i)
      gate.spawn(store.context().get_executor(), work(*this));
    for (bool over = false; !over;) {
      over = gate.close_and_wait(std::chrono::seconds(5));
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      const auto images = static_cast<double>(filler.images() - before);
      fmt::print("{}: {} of {} in {:.0f} s; {:.0f} images/s\n", name_, done_.load(), count_, seconds, images / seconds);
      std::fflush(stdout);
    }
    const std::scoped_lock lock(mutex_);
    if (failure_) return fail(*failure_);
    return {};
  }

 private:
  static boost::asio::awaitable<void> work(Stage& self) {
    for (std::size_t number = self.next_++; number < self.count_; number = self.next_++) {
      const Result<void> done = co_await self.one_(number);
      if (!done) co_return self.stop(done.error());
      ++self.done_;
    }
  }

  void stop(const Error& error) {
    next_ = count_;
    const std::scoped_lock lock(mutex_);
    if (!failure_) failure_ = error;
  }

  const char* name_;
  const std::size_t count_;
  const One one_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> done_{0};
  std::mutex mutex_;
  std::optional<Error> failure_;
};

}  // namespace

Result<void> fill(Store& store, const Size& size) {
  Filler filler(store, size);
  const auto stage = [&](const char* name, std::size_t count, Stage::One one) {
    return Stage(name, count, std::move(one)).run(store, filler);
  };
  ENTREPOT_CHECK_OK(stage("base layers", 1, [&](std::size_t) { return filler.make_base(); }));
  ENTREPOT_CHECK_OK(stage("repositories", size.repositories, [&](std::size_t n) { return filler.make_service(n); }));
  ENTREPOT_CHECK_OK(stage("large repository", 1, [&](std::size_t) { return filler.make_large(); }));
  ENTREPOT_CHECK_OK(stage("its images", size.large_images, [&](std::size_t n) { return filler.push_large(n); }));
  ENTREPOT_CHECK_OK(stage("its pulls", size.large_images, [&](std::size_t n) { return filler.pull_large(n); }));
  ENTREPOT_CHECK_OK(stage("times of pulls", 1, [&](std::size_t) { return store.core().flush(); }));
  ENTREPOT_CHECK_OK(stage("signed repository", 1, [&](std::size_t) { return filler.make_signed(); }));
  return stage("its referrers", size.referrers, [&](std::size_t n) { return filler.push_referrer(n); });
}

}  // namespace entrepot::bench
