#include "crypto/secret.h"

#include <gtest/gtest.h>

#include <regex>

#include "base/encoding.h"

namespace entrepot::crypto {
namespace {

TEST(Secret, WipesATextAndLeavesNothingBehind) {
  std::string text(100, 's');
  const char* const where = text.data();
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(std::string_view(where, 100).find('s'), std::string_view::npos);
}

TEST(Secret, ComparesBytes) {
  EXPECT_TRUE(equal_constant_time(as_bytes("same"), as_bytes("same")));
  EXPECT_TRUE(equal_constant_time({}, {}));
  EXPECT_FALSE(equal_constant_time(as_bytes("same"), as_bytes("sane")));
  EXPECT_FALSE(equal_constant_time(as_bytes("same"), as_bytes("sam")));
}

TEST(Secret, RandomValuesDiffer) {
  EXPECT_NE(random_hex(16), random_hex(16));
  EXPECT_EQ(random_hex(16).size(), 32u);
  EXPECT_FALSE(equal_constant_time(Key::random().bytes(), Key::random().bytes()));
  EXPECT_FALSE(equal_constant_time(Key::random().bytes(), Key().bytes()));
}

TEST(Secret, UuidHasTheFormOfVersion4) {
  const std::string uuid = random_uuid();
  EXPECT_TRUE(std::regex_match(uuid, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")))
      << uuid;
  EXPECT_NE(uuid, random_uuid());
}

}  // namespace
}  // namespace entrepot::crypto
