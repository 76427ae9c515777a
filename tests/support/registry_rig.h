#pragma once
// The services of the registry room over an empty database and blobs in memory, with a clock that stands still.

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "blob/memory/memory_blob_store.h"
#include "crypto/hash.h"
#include "crypto/secret.h"
#include "registry/core.h"
#include "registry/images.h"
#include "registry/layers.h"
#include "registry/repositories.h"
#include "registry/settings.h"
#include "registry/uploads.h"
#include "tests/support/metadata_engine.h"

namespace entrepot::test {

/// A body that comes in pieces, and may break off.
class Body final : public async::ByteSource {
 public:
  explicit Body(std::string text, std::size_t piece = 1 << 20) : text_(std::move(text)), piece_(piece) {}
  /// Fails after `bytes` bytes.
  static Body breaking(std::string text, std::size_t bytes) {
    Body body(std::move(text), 1 << 20);
    body.text_.resize(bytes);
    body.breaks_ = true;
    return body;
  }
  async::Task<async::Slice> next() override {
    const std::size_t size = std::min(piece_, text_.size() - at_);
    if (size == 0 && breaks_) co_return fail(ErrorKind::kUnavailable, "the client went away");
    const auto bytes = as_bytes(std::string_view(text_).substr(at_, size));
    at_ += size;
    co_return async::Slice{.owner = nullptr, .bytes = bytes};
  }

 private:
  std::string text_;
  std::size_t piece_;
  std::size_t at_ = 0;
  bool breaks_ = false;
};

inline model::Tag tag(std::string_view text) {
  return must(model::Tag::parse(text));
}
inline Digest digest_of(std::string_view text) {
  return crypto::digest_of(text);
}

/// For Layers::mount(): whoever mounts may read every repository, or none.
inline async::Task<bool> may_read_all(std::string) {
  co_return true;
}
inline async::Task<bool> may_read_none(std::string) {
  co_return false;
}

class RegistryRig : public OnEachEngine {
 protected:
  void SetUp() override {
    OnEachEngine::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    start();
  }

  /// Also again, as after a restart: memory is lost, database and blobs are kept.
  void start() {
    core_ = std::make_unique<registry::Core>(database(), registry::Stores{*blobs_, *archive_}, root_, clock_, metrics_,
                                             config_);
    must(core_->open());
    repositories_ = std::make_unique<registry::Repositories>(*core_);
    layers_ = std::make_unique<registry::Layers>(*core_);
    uploads_ = std::make_unique<registry::Uploads>(*core_);
    images_ = std::make_unique<registry::Images>(*core_);
    settings_ = std::make_unique<registry::Settings>(*core_);
  }

  registry::Core& core() { return *core_; }
  registry::Repositories& repositories() { return *repositories_; }
  registry::Layers& layers() { return *layers_; }
  registry::Uploads& uploads() { return *uploads_; }
  registry::Images& images() { return *images_; }
  registry::Settings& settings() { return *settings_; }

  static registry::Scope scope_of(const char* account, const char* principal) {
    return {{must(model::AccountId::parse(account)), must(model::Region::parse("us-east-1"))}, principal, {}};
  }
  registry::Scope scope() const { return scope_of("123456789012", "123456789012"); }

  void make_repository(const std::string& name, model::RepositorySettings settings = {}) {
    must(repositories_->create(scope(), must(model::RepositoryName::parse(name)), std::move(settings)));
  }

  Digest push_layer(const std::string& repository, const std::string& bytes) {
    Body body(bytes);
    return must(uploads_->put(scope(), repository, digest_of(bytes), body)).digest;
  }

  static std::string descriptor(std::string_view media_type, std::string_view bytes) {
    return fmt::format(R"({{"mediaType":"{}","digest":"{}","size":{}}})", media_type, digest_of(bytes).text(),
                       bytes.size());
  }
  /// An OCI image manifest; `more` is JSON behind the layers, with a leading comma.
  static std::string image_manifest(const std::string& config, const std::vector<std::string>& layers,
                                    const std::string& more = "") {
    std::string list;
    for (const auto& layer : layers) {
      if (!list.empty()) list += ",";
      list += descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer);
    }
    return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","config":{},"layers":[{}]{}}})", kManifestType,
                       descriptor("application/vnd.oci.image.config.v1+json", config), list, more);
  }
  static std::string index_manifest(const std::vector<std::string>& children) {
    std::string list;
    for (const auto& child : children) {
      if (!list.empty()) list += ",";
      list += descriptor(kManifestType, child);
    }
    return fmt::format(R"({{"schemaVersion":2,"mediaType":"{}","manifests":[{}]}})", kIndexType, list);
  }

  registry::PutImage put_request(const std::string& repository, const std::string& manifest,
                                 const std::vector<std::string>& tags = {}) {
    registry::PutImage request{.repository = repository, .manifest = manifest, .media_type = {}, .tags = {}};
    for (const auto& text : tags) request.tags.push_back(tag(text));
    return request;
  }
  /// Pushes a manifest whose blobs are there.
  Digest push_manifest(const std::string& repository, const std::string& manifest,
                       const std::vector<std::string>& tags = {}) {
    return must(images_->put(scope(), put_request(repository, manifest, tags))).digest;
  }
  /// Pushes an image of one layer with everything it needs; the same `content` gives the same image.
  Digest push_image(const std::string& repository, const std::string& content,
                    const std::vector<std::string>& tags = {}, const std::string& more = "") {
    push_layer(repository, "config of " + content);
    push_layer(repository, "layer of " + content);
    return push_manifest(repository, simple_manifest(content, more), tags);
  }
  static std::string simple_manifest(const std::string& content, const std::string& more = "") {
    return image_manifest("config of " + content, {"layer of " + content}, more);
  }

  registry::ManifestContent get(const std::string& repository, const std::string& tag_name) {
    return must(images_->get(scope(), repository, {.digest = std::nullopt, .tag = tag(tag_name)}));
  }
  Result<registry::ManifestContent> try_get(const std::string& repository, const Digest& digest) {
    return run(images_->get(scope(), repository, {.digest = digest, .tag = std::nullopt}));
  }
  Result<registry::ManifestContent> try_get(const std::string& repository, const std::string& tag_name) {
    return run(images_->get(scope(), repository, {.digest = std::nullopt, .tag = tag(tag_name)}));
  }

  std::vector<std::string> stored_objects() { return objects_in(*blobs_); }
  std::vector<std::string> archived_objects() { return objects_in(*archive_); }
  static std::vector<std::string> objects_in(blob::BlobStore& store) {
    std::vector<std::string> keys;
    must(store.list([&](const blob::ObjectKey& key) {
      keys.push_back(key.text);
      return Result<void>{};
    }));
    return keys;
  }

  static constexpr const char* kManifestType = "application/vnd.oci.image.manifest.v1+json";
  static constexpr const char* kIndexType = "application/vnd.oci.image.index.v1+json";

  FakeClock clock_;
  observe::Metrics metrics_;
  registry::Config config_;
  kms::RootKey root_{crypto::Key::random()};
  std::unique_ptr<blob::BlobStore> blobs_ = blob::make_memory();
  std::unique_ptr<blob::BlobStore> archive_ = blob::make_memory();
  std::unique_ptr<registry::Core> core_;

 private:
  std::unique_ptr<registry::Repositories> repositories_;
  std::unique_ptr<registry::Layers> layers_;
  std::unique_ptr<registry::Uploads> uploads_;
  std::unique_ptr<registry::Images> images_;
  std::unique_ptr<registry::Settings> settings_;
};

}  // namespace entrepot::test
