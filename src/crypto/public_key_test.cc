#include "crypto/public_key.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace entrepot::crypto {
namespace {

std::vector<std::uint8_t> bytes(std::string_view base64url) {
  return *base64url_decode(base64url);
}

// RFC 7515, appendix A.2.
constexpr std::string_view kModulus =
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgN"
    "MsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xs"
    "mtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_"
    "h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
constexpr std::string_view kRsaText =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";
constexpr std::string_view kRsaSignature =
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1d"
    "nZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwu"
    "sC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_"
    "IoypGlUPQGe77Rw";

// RFC 7515, appendix A.3.
constexpr std::string_view kX = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr std::string_view kY = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
constexpr std::string_view kEcText =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";
constexpr std::string_view kEcSignature =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

TEST(PublicKey, ChecksTheRsaSignatureOfTheStandard) {
  const auto key = PublicKey::rsa(bytes(kModulus), bytes("AQAB"));
  ASSERT_TRUE(key) << key.error().message();
  EXPECT_EQ(key->algorithm(), JwsAlgorithm::kRs256);

  EXPECT_TRUE(key->verifies(kRsaText, bytes(kRsaSignature)));
  EXPECT_FALSE(key->verifies(std::string(kRsaText) + "A", bytes(kRsaSignature)));
}

TEST(PublicKey, ChecksTheEcSignatureOfTheStandard) {
  const auto key = PublicKey::ec(Curve::kP256, bytes(kX), bytes(kY));
  ASSERT_TRUE(key) << key.error().message();
  EXPECT_EQ(key->algorithm(), JwsAlgorithm::kEs256);

  EXPECT_TRUE(key->verifies(kEcText, bytes(kEcSignature)));
  EXPECT_FALSE(key->verifies(std::string(kEcText) + "A", bytes(kEcSignature)));
}

TEST(PublicKey, NoChangedBitOfASignaturePasses) {
  const auto rsa = PublicKey::rsa(bytes(kModulus), bytes("AQAB"));
  const auto ec = PublicKey::ec(Curve::kP256, bytes(kX), bytes(kY));
  for (std::size_t bit = 0; bit < 64 * 8; ++bit) {
    auto changed = bytes(kEcSignature);
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(ec->verifies(kEcText, changed)) << bit;
  }
  for (std::size_t byte = 0; byte < 256; ++byte) {
    auto changed = bytes(kRsaSignature);
    changed[byte] ^= 0x10;
    EXPECT_FALSE(rsa->verifies(kRsaText, changed)) << byte;
  }
}

TEST(PublicKey, SignaturesOfOtherSizesAndZerosDoNotPass) {
  const auto ec = PublicKey::ec(Curve::kP256, bytes(kX), bytes(kY));
  for (const std::size_t size : {0U, 1U, 63U, 65U, 96U, 128U}) {
    EXPECT_FALSE(ec->verifies(kEcText, std::vector<std::uint8_t>(size, 1))) << size;
  }
  EXPECT_FALSE(ec->verifies(kEcText, std::vector<std::uint8_t>(64, 0))) << "r = s = 0 satisfies a careless equation";
  const auto rsa = PublicKey::rsa(bytes(kModulus), bytes("AQAB"));
  EXPECT_FALSE(rsa->verifies(kRsaText, {}));
  EXPECT_FALSE(rsa->verifies(kRsaText, std::vector<std::uint8_t>(256, 0)));
}

TEST(PublicKey, RefusesWeakAndOversizedRsaKeys) {
  const auto modulus = bytes(kModulus);
  const std::vector<std::uint8_t> e{1, 0, 1};
  EXPECT_FALSE(PublicKey::rsa(std::span(modulus).first(128), e)) << "1,024 bits";
  EXPECT_FALSE(PublicKey::rsa(std::vector<std::uint8_t>(1'025, 0xff), e)) << "8,200 bits";
  EXPECT_FALSE(PublicKey::rsa({}, e));
  EXPECT_FALSE(PublicKey::rsa(modulus, {}));
  EXPECT_FALSE(PublicKey::rsa(modulus, std::vector<std::uint8_t>{1}));
  EXPECT_FALSE(PublicKey::rsa(modulus, std::vector<std::uint8_t>{2}));
  EXPECT_FALSE(PublicKey::rsa(modulus, std::vector<std::uint8_t>(9, 0xff)));
}

TEST(PublicKey, RefusesPointsThatAreNotOnTheCurve) {
  auto y = bytes(kY);
  y.back() ^= 1;
  EXPECT_FALSE(PublicKey::ec(Curve::kP256, bytes(kX), y));
  EXPECT_FALSE(PublicKey::ec(Curve::kP384, bytes(kX), bytes(kY))) << "coordinates of another curve";
  const std::vector<std::uint8_t> zero(32, 0);
  EXPECT_FALSE(PublicKey::ec(Curve::kP256, zero, zero));
}

}  // namespace
}  // namespace entrepot::crypto
