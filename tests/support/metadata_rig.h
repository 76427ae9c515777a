#pragma once
// The schema in an empty database, and rows made with few words.

#include <fmt/format.h>

#include <string>
#include <vector>

#include "crypto/hash.h"
#include "meta/accounts.h"
#include "meta/blobs.h"
#include "meta/domains.h"
#include "meta/images.h"
#include "meta/repositories.h"
#include "meta/schema.h"
#include "meta/tags.h"
#include "tests/support/metadata_engine.h"

namespace entrepot::test {

class MetadataRig : public OnEachEngine {
 protected:
  void SetUp() override {
    OnEachEngine::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    must(database().migrate(meta::schema_versions()));
  }

  /// Runs `fn(tx)` in a write transaction of its own.
  template <class F>
  auto write(F fn) {
    return must(database().write(std::move(fn)));
  }
  template <class F>
  auto read(F fn) {
    return must(database().read(std::move(fn)));
  }

  meta::RepositoryKey make_repository(const std::string& name) {
    // A coroutine keeps references: what it is given must outlive it, so no temporary may be written in the lambda.
    const model::RepositorySettings settings;
    return *write([&](sql::Transaction& tx) { return meta::insert_repository(tx, registry_, name, settings, now_); });
  }
  meta::RepositoryRow repository(const std::string& name) {
    return *read([&](sql::Transaction& tx) { return meta::find_repository(tx, registry_, name); });
  }
  meta::DataKeyKey data_key(meta::DomainKey domain) {
    const meta::DataKeyRow row{.domain = domain, .public_id = sql::Blob(16, 7), .wrapped = {1, 2, 3}};
    write([&](sql::Transaction& tx) { return meta::insert_data_key(tx, row, 1, now_); });
    return read([&](sql::Transaction& tx) { return meta::newest_data_key(tx, domain); })->key;
  }
  meta::BlobKey make_blob(const meta::RepositoryRow& in, const std::string& content, SysTime collect_after) {
    const meta::NewBlob blob{.domain = in.domain,
                             .digest = crypto::digest_of(content),
                             .size = content.size(),
                             .data_key = data_key(in.domain),
                             .object_key = "object of " + content,
                             .created_at = now_,
                             .collect_after = collect_after};
    const auto key = *write([&](sql::Transaction& tx) { return meta::insert_blob(tx, blob); });
    write([&](sql::Transaction& tx) { return meta::link_blob(tx, in.key, key, now_); });
    return key;
  }
  /// An image with this manifest, without blobs.
  meta::ImageKey make_image(const meta::RepositoryRow& in, const std::string& manifest,
                            const std::vector<std::string>& tags = {}) {
    const meta::NewImage image{.digest = crypto::digest_of(manifest),
                               .media_type = "type",
                               .artifact_type = "",
                               .pushed_at = now_,
                               .manifest = sql::Blob(manifest.begin(), manifest.end())};
    const auto key = *write([&](sql::Transaction& tx) { return meta::insert_image(tx, in.key, 1, image); });
    for (const auto& tag : tags) {
      write([&](sql::Transaction& tx) { return meta::insert_tag(tx, in.key, tag, key, now_); });
    }
    return key;
  }

  const model::RegistryId registry_{*model::AccountId::parse("123456789012"), *model::Region::parse("us-east-1")};
  const SysTime now_{std::chrono::seconds(1'800'000'000)};
};

}  // namespace entrepot::test
