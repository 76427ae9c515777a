// Pages: complete, in order, and read from an index.

#include "meta/blob_places.h"
#include "meta/collection.h"
#include "meta/image_forms.h"
#include "meta/image_pages.h"
#include "meta/referrers.h"
#include "meta/uploads.h"
#include "tests/support/metadata_rig.h"

namespace entrepot::meta {
namespace {

class PagesTest : public test::MetadataRig {};

TEST_P(PagesTest, AWindowEndsAtTheImageThatManyPlacesOn) {
  make_repository("app");
  const RepositoryRow app = repository("app");
  std::vector<std::string> digests;
  for (int i = 0; i < 9; ++i) {
    make_image(app, std::to_string(i));
    digests.push_back(crypto::digest_of(std::to_string(i)).text());
  }
  std::ranges::sort(digests);

  const auto end_of = [&](const std::string& after, std::size_t images) {
    return read([&](sql::Transaction& tx) { return end_of_window(tx, app.key, {}, after, images); });
  };

  EXPECT_EQ(end_of("", 1), digests[0]);
  EXPECT_EQ(end_of("", 9), digests[8]);
  EXPECT_EQ(end_of("", 10), std::nullopt);
  EXPECT_EQ(end_of(digests[2], 3), digests[5]);
}

TEST_P(PagesTest, AFilteredPageStaysInItsWindow) {
  make_repository("app");
  const RepositoryRow app = repository("app");
  std::vector<std::string> digests;
  for (int i = 0; i < 6; ++i) {
    make_image(app, std::to_string(i));
    digests.push_back(crypto::digest_of(std::to_string(i)).text());
  }
  std::ranges::sort(digests);

  const DigestRange range{.after = digests[0], .until = digests[3]};
  const auto page =
      read([&](sql::Transaction& tx) { return list_images(tx, app.key, range, {.tags = TagState::kUntagged}, 100); });
  const auto tagged =
      read([&](sql::Transaction& tx) { return list_images(tx, app.key, range, {.tags = TagState::kTagged}, 100); });

  ASSERT_EQ(page.size(), 3U);
  EXPECT_EQ(page[0].digest.text(), digests[1]);
  EXPECT_EQ(page[2].digest.text(), digests[3]);
  EXPECT_TRUE(tagged.empty());
}

TEST_P(PagesTest, ImagesOfOtherRepositoriesAreNotSeen) {
  make_repository("app");
  make_repository("other");
  const RepositoryRow app = repository("app");
  make_image(repository("other"), "theirs", {"v1"});

  const DigestRange all;
  const std::string start;
  EXPECT_TRUE(read([&](sql::Transaction& tx) { return list_images(tx, app.key, all, {}, 10); }).empty());
  EXPECT_TRUE(read([&](sql::Transaction& tx) { return list_tagged(tx, app.key, all, start, {}, 10); }).empty());
  EXPECT_TRUE(
      read([&](sql::Transaction& tx) { return list_tags(tx, app.key, TagsOf::kAllImages, start, 10); }).empty());
}

/// Asks SQLite how it would run each query that passes.
class Explaining final : public sql::Transaction {
 public:
  explicit Explaining(sql::Transaction& tx) : tx_(tx) {}
  std::vector<std::string> plans;

  async::Task<sql::Rows> query(sql::Statement statement, sql::Params parameters) override {
    explained_.push_back(std::make_unique<std::string>("EXPLAIN QUERY PLAN " + std::string(statement.text)));
    ENTREPOT_CO_TRY(const auto rows, co_await tx_.query({explained_.back()->c_str()}, parameters));
    std::string plan = statement.text;
    for (const sql::Row& row : rows) plan += "\n    " + row.text(3);
    plans.push_back(std::move(plan));
    co_return co_await tx_.query(statement, std::move(parameters));
  }
  async::Task<std::int64_t> execute(sql::Statement statement, sql::Params parameters) override {
    ENTREPOT_CO_CHECK_OK(co_await query(statement, std::move(parameters)));
    co_return 0;
  }

 private:
  sql::Transaction& tx_;
  std::vector<std::unique_ptr<std::string>> explained_;
};

class PlansTest : public test::MetadataRig {};

async::Task<void> read_every_page(sql::Transaction& tx, const model::RegistryId& registry, const RepositoryRow& in,
                                  const Digest& digest) {
  ENTREPOT_CO_CHECK_OK(co_await find_repository(tx, registry, in.name));
  ENTREPOT_CO_TRY(auto repositories, co_await list_repositories(tx, registry, "a", 10));
  repositories.push_back(in);
  ENTREPOT_CO_CHECK_OK(co_await load_resource_tags(tx, registry, repositories));
  const std::vector<std::optional<model::ImageStatus>> statuses{std::nullopt, model::ImageStatus::kActive,
                                                                model::ImageStatus::kArchived};
  for (const auto status : statuses) {
    for (const TagState state : {TagState::kAny, TagState::kTagged, TagState::kUntagged}) {
      const PageFilter filter{state, status};
      ENTREPOT_CO_CHECK_OK(co_await list_images(tx, in.key, {.after = "sha256:5"}, filter, 10));
      ENTREPOT_CO_CHECK_OK(co_await list_tagged(tx, in.key, {.after = "sha256:5"}, "v1", filter, 10));
    }
    ENTREPOT_CO_CHECK_OK(co_await end_of_window(tx, in.key, {.status = status}, "sha256:5", 10));
    ENTREPOT_CO_CHECK_OK(co_await tags_of_page(tx, in.key, "sha256:5", "sha256:6", {.status = status}, 10));
    for (const std::vector<std::string>& types :
         std::vector<std::vector<std::string>>{{}, {"type"}, {"type", "other"}}) {
      const ReferrerFilter filter{types, status};
      ENTREPOT_CO_CHECK_OK(co_await list_referrers(tx, in.key, digest, filter, {.after = ImageKey{3}}, {10, 1000}));
    }
  }
  ENTREPOT_CO_CHECK_OK(co_await end_of_referrers(tx, in.key, digest, ImageKey{3}, 10));
  ENTREPOT_CO_CHECK_OK(co_await has_inactive(tx, in.key));
  ENTREPOT_CO_CHECK_OK(co_await list_tags(tx, in.key, TagsOf::kAllImages, "v1", 10));
  ENTREPOT_CO_CHECK_OK(co_await list_tags(tx, in.key, TagsOf::kActiveImages, "v1", 10));
  co_return Result<void>{};
}

async::Task<void> look_up_everything(sql::Transaction& tx, const model::RegistryId& registry, const RepositoryRow& in,
                                     const Digest& digest, SysTime now) {
  ENTREPOT_CO_CHECK_OK(co_await load_by_digest(tx, registry, in.name, digest, Manifest::kWith));
  ENTREPOT_CO_CHECK_OK(co_await load_by_tag(tx, registry, in.name, "v1", Manifest::kWithout));
  ENTREPOT_CO_CHECK_OK(co_await find_image_row(tx, in.key, digest));
  ENTREPOT_CO_CHECK_OK(co_await find_tagged(tx, in.key, "v1"));
  ENTREPOT_CO_CHECK_OK(co_await tags_of(tx, ImageKey{1}));
  ENTREPOT_CO_CHECK_OK(co_await count_tags_of(tx, ImageKey{1}));
  ENTREPOT_CO_CHECK_OK(co_await parents_of(tx, ImageKey{1}, 10));
  ENTREPOT_CO_CHECK_OK(co_await find_storage(tx, ImageKey{1}));
  ENTREPOT_CO_CHECK_OK(co_await active_parents(tx, ImageKey{1}, 10));
  ENTREPOT_CO_CHECK_OK(co_await find_children(tx, in.key, std::span(&digest, 1)));
  ENTREPOT_CO_CHECK_OK(co_await find_linked_blob(tx, in.key, in.domain, digest));
  ENTREPOT_CO_CHECK_OK(co_await find_linked_blobs(tx, in.key, in.domain, std::span(&digest, 1)));
  ENTREPOT_CO_CHECK_OK(co_await is_needed_by_image(tx, in.key, BlobKey{1}));
  ENTREPOT_CO_CHECK_OK(co_await find_form(tx, in.key, digest));
  ENTREPOT_CO_CHECK_OK(co_await find_placed(tx, BlobKey{1}));
  ENTREPOT_CO_CHECK_OK(co_await find_archived(tx, BlobKey{1}));
  ENTREPOT_CO_CHECK_OK(co_await is_archived_object(tx, "archive/1/ab/sha256-ab.1"));
  ENTREPOT_CO_CHECK_OK(co_await claim_review(tx, now, now));
  ENTREPOT_CO_CHECK_OK(co_await due_blobs(tx, now, 10));
  ENTREPOT_CO_CHECK_OK(co_await due_tombstones(tx, now, 10));
  ENTREPOT_CO_CHECK_OK(co_await expired_uploads(tx, now, 10));
  co_return Result<void>{};
}

async::Task<void> explain_all(sql::Transaction& tx, const model::RegistryId& registry, const RepositoryRow& in,
                              const Digest& digest, SysTime now, std::vector<std::string>& plans) {
  Explaining explaining(tx);
  ENTREPOT_CO_CHECK_OK(co_await read_every_page(explaining, registry, in, digest));
  ENTREPOT_CO_CHECK_OK(co_await look_up_everything(explaining, registry, in, digest, now));
  plans = std::move(explaining.plans);
  co_return Result<void>{};
}

TEST_P(PlansTest, EveryPageAndLookUpReadsAnIndexAndSortsNothing) {
  make_repository("app");
  const RepositoryRow app = repository("app");
  const Digest digest = crypto::digest_of("one");
  std::vector<std::string> plans;

  read([&](sql::Transaction& tx) { return explain_all(tx, registry_, app, digest, now_, plans); });

  EXPECT_GE(plans.size(), 50U);
  for (const std::string& plan : plans) {
    EXPECT_EQ(plan.find("SCAN"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
  }
}

ENTREPOT_ON_EACH_ENGINE(PagesTest);
ENTREPOT_ON_ENGINE(PlansTest, kSqlite);

}  // namespace
}  // namespace entrepot::meta
