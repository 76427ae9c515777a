#include "config/connection_string.h"

#include <gtest/gtest.h>

namespace entrepot::config {
namespace {

struct Row {
  const char* text;
  const char* shown;
};

TEST(MaskSecrets, ShowsWhatHoldsNoSecret) {
  for (const char* text : {"sqlite", "host=db user=entrepot dbname=registry", "postgresql://db.example:5432/registry",
                           "postgres://entrepot@a:1,b:2/registry?target_session_attrs=read-write&sslmode=verify-full",
                           "postgresql:///registry?host=%2Fvar%2Frun", "postgresql://[::1]:5432/registry",
                           "host='/a dir' port=5433", ""}) {
    EXPECT_EQ(mask_secrets(text), text);
    EXPECT_FALSE(is_masked(text)) << text;
  }
}

TEST(MaskSecrets, HidesPasswordsInKeywordForm) {
  for (const Row& row : {
           Row{"host=db password=hunter2 user=e", "host=db password=*** user=e"},
           Row{"password='hun ter\\'2' host=db", "password=*** host=db"},
           Row{"password = hun\\ ter2\thost=db", "password=*** host=db"},
           Row{"host=db\npassword=", "host=db password=***"},
           Row{"sslpassword=hunter2 sslkey=/k.pem", "sslpassword=*** sslkey=/k.pem"},
           Row{"options='-c my.secret=hunter2'", "options=***"},
           Row{"password=one password=two", "password=*** password=***"},
       }) {
    EXPECT_EQ(mask_secrets(row.text), row.shown) << row.text;
    EXPECT_TRUE(is_masked(row.shown)) << row.shown;
    EXPECT_FALSE(is_masked(row.text)) << row.text;
  }
}

TEST(MaskSecrets, HidesPasswordsInUris) {
  for (const Row& row : {
           Row{"postgres://e:hunter2@db/registry", "postgres://e:***@db/registry"},
           Row{"postgresql://e:hun:ter%402@db:5432/r?sslmode=require", "postgresql://e:***@db:5432/r?sslmode=require"},
           Row{"postgresql://e:hun?ter2@db", "postgresql://e:***@db"},
           Row{"postgresql://:hunter2@", "postgresql://:***@"},
           Row{"postgresql://db/r?user=e&password=hunter2", "postgresql://db/r?user=e&password=***"},
           Row{"postgresql://db/r?p%61ssword=hunter2", "postgresql://db/r?p%61ssword=***"},
           Row{"postgresql://db/r?sslpassword=hunter2&ssl=true", "postgresql://db/r?sslpassword=***&ssl=true"},
       }) {
    EXPECT_EQ(mask_secrets(row.text), row.shown) << row.text;
    EXPECT_TRUE(is_masked(row.shown)) << row.shown;
  }
}

TEST(MaskSecrets, HidesAllOfWhatItCannotRead) {
  for (const char* text :
       {"hunter2", "password hunter2", "pasword=hunter2", "host=db password='hunter2", "PASSWORD=hunter2",
        "postgres://e:hun@ter2@db/registry", "postgres://e:hun/ter2@db/registry", "postgres://e:hunter2",
        "postgres://db/registry?hunter2", "postgres://db/registry?pasword=hunter2", "postgres://db/r?%zz=hunter2",
        "postgres://db/r?sslmode=x=hunter2", "postgres://hunter2%", "postgres://hunter2%00", "mysql://e:hunter2@db",
        "postgres://e:12/x?s=hunter2@db"}) {
    EXPECT_EQ(mask_secrets(text), "***") << text;
  }
  EXPECT_TRUE(is_masked("***"));
}

}  // namespace
}  // namespace entrepot::config
