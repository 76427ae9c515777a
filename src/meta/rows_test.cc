// What the rows of the schema promise whoever uses them.

#include "meta/collection.h"
#include "meta/uploads.h"
#include "tests/support/metadata_rig.h"

namespace entrepot::meta {
namespace {

using test::must;
using test::run;

class RowsTest : public test::MetadataRig {
 protected:
  void SetUp() override {
    MetadataRig::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    make_repository("app");
    app_ = repository("app");
  }
  std::optional<LinkedBlob> linked(const std::string& content) {
    const Digest digest = crypto::digest_of(content);
    return read([&](sql::Transaction& tx) { return find_linked_blob(tx, app_.key, app_.domain, digest); });
  }
  RepositoryRow app_;
};

TEST_P(RowsTest, TheSchemaIsTheSameWhenItIsMigratedAgain) {
  must(database().migrate(schema_versions()));

  EXPECT_EQ(repository("app").key, app_.key);
}

TEST_P(RowsTest, ABlobThatAnImageNeedsCannotBeDeleted) {
  const BlobKey blob = make_blob(app_, "layer", now_);
  const ImageKey image = make_image(app_, "manifest");
  const std::vector<BlobUse> uses{{crypto::digest_of("layer"), "type"}};
  ASSERT_EQ(write([&](sql::Transaction& tx) { return use_blobs(tx, image, app_.key, app_.domain, uses); }), 1U);
  static constexpr sql::Statement kUnlink{"DELETE FROM repository_blob"};
  static constexpr sql::Statement kDelete{"DELETE FROM blob"};
  write([](sql::Transaction& tx) { return tx.execute(kUnlink); });

  const auto deleted = run(database().write([](sql::Transaction& tx) { return tx.execute(kDelete); }));

  ASSERT_FALSE(deleted);
  EXPECT_TRUE(sql::is_constraint(deleted.error()));
  const BlobObject due{blob, "object of layer"};
  EXPECT_EQ(write([&](sql::Transaction& tx) { return review_blob(tx, due, now_); }), Review::kKept);
}

TEST_P(RowsTest, AnImageUsesOnlyWhatItsRepositoryIsLinkedTo) {
  make_repository("other");
  make_blob(repository("other"), "theirs", now_);
  make_blob(app_, "ours", now_);
  const ImageKey image = make_image(app_, "manifest");
  const std::vector<BlobUse> uses{{crypto::digest_of("ours"), "type"}, {crypto::digest_of("theirs"), "type"}};

  EXPECT_EQ(write([&](sql::Transaction& tx) { return use_blobs(tx, image, app_.key, app_.domain, uses); }), 1U);
  const auto missing = read([&](sql::Transaction& tx) { return missing_blobs(tx, app_.key, app_.domain, uses); });
  EXPECT_EQ(missing, std::vector{crypto::digest_of("theirs")});
}

TEST_P(RowsTest, EachBlobOfAnImageHasItsOwnMediaType) {
  std::vector<BlobUse> uses;
  for (int i = 0; i < 20; ++i) {
    make_blob(app_, std::to_string(i), now_);
    uses.push_back({crypto::digest_of(std::to_string(i)), fmt::format("type/{}", i)});
  }
  const ImageKey image = make_image(app_, "manifest");

  ASSERT_EQ(write([&](sql::Transaction& tx) { return use_blobs(tx, image, app_.key, app_.domain, uses); }), 20U);

  for (int i = 0; i < 20; ++i) EXPECT_EQ(linked(std::to_string(i))->media_type, fmt::format("type/{}", i));
}

TEST_P(RowsTest, ALeaseIsRenewedOnlyWhenItRunsOutSoon) {
  using std::chrono::hours;
  const BlobKey blob = make_blob(app_, "layer", now_ + hours(20));

  EXPECT_TRUE(write([&](sql::Transaction& tx) { return renew_lease(tx, blob, now_ + hours(24), now_ + hours(12)); }));
  EXPECT_EQ(linked("layer")->blob.collect_after, now_ + hours(20));
  EXPECT_TRUE(write([&](sql::Transaction& tx) { return renew_lease(tx, blob, now_ + hours(34), now_ + hours(22)); }));
  EXPECT_EQ(linked("layer")->blob.collect_after, now_ + hours(34));
  EXPECT_FALSE(write(
      [&](sql::Transaction& tx) { return renew_lease(tx, BlobKey{static_cast<std::int64_t>(blob) + 1}, now_, now_); }));
}

TEST_P(RowsTest, ABlobUnderReviewIsKeptWhileAnImageRefersToIt) {
  using std::chrono::hours;
  make_blob(app_, "layer", now_);
  const ImageKey image = make_image(app_, "manifest");
  const std::vector<BlobUse> uses{{crypto::digest_of("layer"), "type"}};
  write([&](sql::Transaction& tx) { return use_blobs(tx, image, app_.key, app_.domain, uses); });

  const auto due = write([&](sql::Transaction& tx) { return due_blobs(tx, now_ + hours(1), 10); });
  ASSERT_EQ(due.size(), 1U);
  write([&](sql::Transaction& tx) { return review_blob(tx, due[0], now_); });
  EXPECT_EQ(linked("layer")->blob.collect_after, std::nullopt);
  EXPECT_TRUE(write([&](sql::Transaction& tx) { return due_blobs(tx, now_ + hours(1), 10); }).empty());

  write([&](sql::Transaction& tx) { return delete_image(tx, image, now_ + hours(24)); });
  EXPECT_EQ(linked("layer")->blob.collect_after, now_ + hours(24)) << "the delete brings it under review again";
}

TEST_P(RowsTest, AnUploadGoesOnOnlyFromTheVersionThatWasRead) {
  UploadRow row{.id = "one",
                .repository = app_.key,
                .principal = "me",
                .data_key = data_key(app_.domain),
                .durable_bytes = 5,
                .version = 1,
                .created_at = now_,
                .expires_at = now_,
                .state = {1, 2}};
  write([&](sql::Transaction& tx) { return insert_upload(tx, row); });
  row.version = 2;
  row.durable_bytes = 9;

  EXPECT_TRUE(write([&](sql::Transaction& tx) { return update_upload(tx, row); }));
  EXPECT_FALSE(write([&](sql::Transaction& tx) { return update_upload(tx, row); })) << "another writer was first";

  const auto found = read([&](sql::Transaction& tx) { return find_upload(tx, row.id); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->durable_bytes, 9U);
  EXPECT_EQ(found->version, 2);
  EXPECT_EQ(found->state, (sql::Blob{1, 2}));
}

TEST_P(RowsTest, TheLaterPullWins) {
  const ImageKey image = make_image(app_, "manifest");
  static constexpr sql::Statement kPulled{"SELECT last_pull_at FROM image_pull"};

  for (const int minute : {1, 3, 2}) {
    write([&](sql::Transaction& tx) { return record_pull(tx, image, now_ + std::chrono::minutes(minute)); });
  }
  write([&](sql::Transaction& tx) { return record_pull(tx, ImageKey{static_cast<std::int64_t>(image) + 1}, now_); });

  const auto rows = read([](sql::Transaction& tx) { return tx.query(kPulled); });
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(from_micros(rows[0].integer(0)), now_ + std::chrono::minutes(3));
}

TEST_P(RowsTest, ADeletedRepositoryIsDrainedInSteps) {
  for (int i = 0; i < 5; ++i) make_image(app_, std::to_string(i), {fmt::format("v{}", i)});
  make_blob(app_, "layer", now_);
  write([&](sql::Transaction& tx) { return detach_repository(tx, app_.key); });
  ASSERT_EQ(read([](sql::Transaction& tx) { return deleted_repositories(tx, 10); }), std::vector{app_.key});

  int steps = 0;
  while (write([&](sql::Transaction& tx) { return drain_deleted_repository(tx, app_.key, now_, 2); }) ==
         Drained::kMore) {
    ++steps;
  }

  EXPECT_EQ(steps, 4) << "three of images, one of links";
  EXPECT_TRUE(read([](sql::Transaction& tx) { return deleted_repositories(tx, 10); }).empty());
}

TEST_P(RowsTest, OneDataKeyOfAGenerationIsMade) {
  const DataKeyKey first = data_key(app_.domain);

  EXPECT_EQ(data_key(app_.domain), first);
}

ENTREPOT_ON_EACH_ENGINE(RowsTest);

}  // namespace
}  // namespace entrepot::meta
