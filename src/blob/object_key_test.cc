#include "blob/object_key.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "crypto/secret.h"

namespace entrepot::blob {
namespace {

TEST(ObjectName, GoesThroughItsTextAndIsNeverUsedTwice) {
  for (const auto algorithm : {DigestAlgorithm::kSha256, DigestAlgorithm::kSha512}) {
    const Digest digest = crypto::digest_of("x", algorithm);
    const auto name = ObjectName::fresh("123456789012.us-east-1", digest, Header::fresh({}).blob_id);
    ASSERT_TRUE(name);
    const auto again = ObjectName::parse(name->key());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->key(), name->key());
    EXPECT_EQ(again->domain, "123456789012.us-east-1");
    EXPECT_EQ(again->fan, digest.hex().substr(0, 2));
    EXPECT_NE(ObjectName::fresh("123456789012.us-east-1", digest, Header::fresh({}).blob_id)->key(), name->key());
  }
}

TEST(ObjectName, RefusesEveryOtherText) {
  const std::string good = ObjectName::fresh("d", crypto::digest_of("x"), BlobId{1, 2})->key().text;
  ASSERT_TRUE(ObjectName::parse({good}));
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char c : {'/', '\0', 'G', ' '}) {
      std::string bad = good;
      if (bad[at] == c || (at == 0 && c == 'G')) continue;
      bad[at] = c;
      EXPECT_FALSE(ObjectName::parse({bad})) << at << " " << bad;
    }
    EXPECT_FALSE(ObjectName::parse({good.substr(0, at)})) << at;
    if (at > 1) EXPECT_FALSE(ObjectName::parse({good.substr(at)})) << at;
  }
  EXPECT_FALSE(ObjectName::parse({"../" + good}));
  EXPECT_FALSE(ObjectName::parse({good + "/"}));
  std::string other_folder = good;
  other_folder[2] = other_folder[2] == '0' ? '1' : '0';
  EXPECT_EQ(ObjectName::parse({other_folder}).error().kind(), ErrorKind::kCorrupt)
      << "its folder is that of its digest";
}

TEST(ObjectName, DomainsCannotBePaths) {
  for (const char* good : {"a", "0", "A.b_c-d", "key:1"}) EXPECT_EQ(is_domain(good), std::string_view(good) != "key:1");
  for (const std::string& bad :
       {std::string(), std::string("."), std::string(".."), std::string("-x"), std::string("a/b"),
        std::string("a\0b", 3), std::string(129, 'a'), std::string("\xc3\xa9")}) {
    EXPECT_FALSE(is_domain(bad)) << bad;
    EXPECT_EQ(ObjectName::fresh(bad, crypto::digest_of(""), BlobId{}).error().kind(), ErrorKind::kInvalidParameter);
  }
}

TEST(UploadId, IsALowerCaseUuid) {
  const std::string good = crypto::random_uuid();
  EXPECT_TRUE(check_upload_id(good));
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = '/';
    EXPECT_FALSE(check_upload_id(bad));
  }
  EXPECT_FALSE(check_upload_id(good + "0"));
  EXPECT_EQ(check_upload_id("\n").error().message(), "'\\x0a' is not an upload id (a UUID in lower case)");
}

}  // namespace
}  // namespace entrepot::blob
