// Documents are kept one of each kind, apart for each registry and repository.

#include "meta/documents.h"

#include "meta/collection.h"
#include "tests/support/metadata_rig.h"

namespace entrepot::meta {
namespace {

class DocumentsTest : public test::MetadataRig {
 protected:
  const model::RegistryId elsewhere_{registry_.account, *model::Region::parse("eu-west-1")};
  const std::string one_ = R"({"one":1})";
  const std::string two_ = R"({"two":2})";

  std::optional<Document> of(const model::RegistryId& registry, std::string_view kind) {
    return read([&](sql::Transaction& tx) { return find_document(tx, registry, kind); });
  }
};

TEST_P(DocumentsTest, TheLaterOneOfAKindReplacesTheEarlier) {
  write([&](sql::Transaction& tx) { return put_document(tx, registry_, "policy", one_, now_); });
  write([&](sql::Transaction& tx) { return put_document(tx, registry_, "policy", two_, now_); });

  ASSERT_TRUE(of(registry_, "policy"));
  EXPECT_EQ(of(registry_, "policy")->text, two_);
  EXPECT_EQ(of(registry_, "policy")->updated_at, now_);
}

TEST_P(DocumentsTest, KindsAndRegistriesAreApart) {
  write([&](sql::Transaction& tx) { return put_document(tx, registry_, "policy", one_, now_); });

  EXPECT_FALSE(of(registry_, "scanning"));
  EXPECT_FALSE(of(elsewhere_, "policy"));
}

TEST_P(DocumentsTest, ADeleteGivesWhatWasThereAndOnlyOnce) {
  write([&](sql::Transaction& tx) { return put_document(tx, registry_, "policy", one_, now_); });

  const auto remove = [&](sql::Transaction& tx) { return delete_document(tx, registry_, "policy"); };
  EXPECT_EQ(write(remove)->text, one_);
  EXPECT_FALSE(write(remove));
}

TEST_P(DocumentsTest, GoWithTheirRepository) {
  make_repository("app");
  const RepositoryKey app = repository("app").key;
  write([&](sql::Transaction& tx) { return put_document(tx, app, "lifecycle", one_, now_); });
  const auto found = read([&](sql::Transaction& tx) { return find_document(tx, app, "lifecycle"); });
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->evaluated_at);

  write([&](sql::Transaction& tx) { return detach_repository(tx, app); });
  write([&](sql::Transaction& tx) { return drain_deleted_repository(tx, app, now_, 10); });

  EXPECT_FALSE(read([&](sql::Transaction& tx) { return find_document(tx, app, "lifecycle"); }));
}

ENTREPOT_ON_EACH_ENGINE(DocumentsTest);

}  // namespace
}  // namespace entrepot::meta
