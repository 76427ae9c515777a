#include "tests/support/sigv4_signer.h"

#include <gtest/gtest.h>

namespace entrepot::testing {
namespace {

constexpr std::int64_t kVectorTime = 1440938160;  // 2015-08-30T12:36:00Z
const SigningKey kVectorKey{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "service"};

// Signatures of AWS's published vectors "get-vanilla" and "post-vanilla".
TEST(SigV4Signer, SignsThePublishedHeaderVectors) {
  ClientRequest get{.method = "GET"};
  sign(get, kVectorKey, "example.amazonaws.com", kVectorTime);
  EXPECT_EQ(
      get.headers.back().second,
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
      "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");

  ClientRequest post{.method = "POST"};
  sign(post, kVectorKey, "example.amazonaws.com", kVectorTime);
  EXPECT_TRUE(post.headers.back().second.ends_with("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"));
}

TEST(SigV4Signer, PresignsThePublishedQueryVector) {
  EXPECT_TRUE(presign("/", kVectorKey, "example.amazonaws.com", kVectorTime, 3600)
                  .ends_with("X-Amz-Signature=e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d"));
}

TEST(SigV4Signer, AnotherBodyHasAnotherSignature) {
  const ClientRequest one = json_request("S.Op", "{}", kVectorKey, "h", kVectorTime);
  const ClientRequest two = json_request("S.Op", "{ }", kVectorKey, "h", kVectorTime);
  EXPECT_NE(one.headers.back().second, two.headers.back().second);
}

}  // namespace
}  // namespace entrepot::testing
