// A store of an older version opens, and keeps what it holds.

#include "meta/schema.h"

#include "meta/accounts.h"
#include "meta/identity_changes.h"
#include "tests/support/metadata_engine.h"

namespace entrepot::meta {
namespace {

using test::must;

class SchemaTest : public test::OnEachEngine {
 protected:
  void migrate_to(std::size_t version) { must(database().migrate(schema_versions().first(version))); }
  void execute(sql::Statement statement, const sql::Params& parameters = {}) {
    must(database().write([&](sql::Transaction& tx) { return tx.execute(statement, parameters); }));
  }
};

TEST_P(SchemaTest, TheKeysOfVersion2AreThoseOfRootInVersion3) {
  static constexpr sql::Statement kAccount{"INSERT INTO account (id, created_at) VALUES ('123456789012', 1)"};
  static constexpr sql::Statement kKey{
      "INSERT INTO access_key (id, account_id, sealed_secret, is_active, created_at)"
      " VALUES ('AKIAOLD', '123456789012', $1, 1, 5)"};
  migrate_to(2);
  execute(kAccount);
  execute(kKey, sql::params(sql::Blob{1, 2}));

  migrate_to(schema_versions().size());

  const auto keys = must(database().read([](sql::Transaction& tx) { return list_access_keys(tx); }));
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].id, "AKIAOLD");
  EXPECT_EQ(keys[0].user, std::nullopt);
  EXPECT_TRUE(keys[0].is_active);
  EXPECT_EQ(must(database().read([](sql::Transaction& tx) { return identity_version(tx); })), 0);
}

TEST_P(SchemaTest, AVersionThatIsNewerIsRefusedByAnOlderProgram) {
  migrate_to(schema_versions().size());

  const auto opened = test::run(database().migrate(schema_versions().first(2)));

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind(), ErrorKind::kUnavailable);
}

ENTREPOT_ON_EACH_ENGINE(SchemaTest);

}  // namespace
}  // namespace entrepot::meta
