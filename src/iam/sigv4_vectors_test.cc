// The published vectors: canonical request, string to sign and signature to the byte, and acceptance by the verifier.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "iam/signing_keys.h"
#include "iam/sigv4.h"
#include "iam/sigv4_canonical.h"
#include "iam/sigv4_claim.h"
#include "json/reader.h"

namespace entrepot::iam {
namespace {

constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr SysTime kTime{std::chrono::seconds(1'440'938'160)};  // 2015-08-30T12:36:00Z

/// A request as text, taken apart without any check: some vectors are no legal HTTP (raw spaces, folded headers).
class RawRequest {
 public:
  explicit RawRequest(std::string_view text) {
    const std::size_t head_end = std::min(text.find("\n\n"), text.size());
    body_ = text.substr(std::min(head_end + 2, text.size()));
    std::string_view head = text.substr(0, head_end);
    const std::string_view first = head.substr(0, head.find('\n'));
    const std::size_t space = first.find(' ');
    method_ = first.substr(0, space);
    target_ = first.substr(space + 1, first.rfind(' ') - space - 1);
    head.remove_prefix(std::min(first.size() + 1, head.size()));
    while (!head.empty()) {
      const std::string_view line = head.substr(0, head.find('\n'));
      head.remove_prefix(std::min(line.size() + 1, head.size()));
      if (line.starts_with(' ')) {
        headers_.back().second.append("\n").append(line);
      } else {
        headers_.emplace_back(line.substr(0, line.find(':')), line.substr(line.find(':') + 1));
        const auto start = headers_.back().second.find_first_not_of(' ');
        headers_.back().second.erase(0, start);
      }
    }
    payload_ = hex_encode(crypto::sha256(body_));
  }

  SignedRequest view() const {
    const std::size_t query = target_.find('?');
    SignedRequest out{.method = method_,
                      .path = std::string_view(target_).substr(0, query),
                      .query = query == std::string::npos ? "" : std::string_view(target_).substr(query + 1),
                      .headers = {headers_.begin(), headers_.end()},
                      .payload_sha256_hex = payload_};
    return out;
  }

  /// Takes out the session token that was added after signing.
  void drop_unsigned_query_token() {
    const std::size_t at = target_.find("&X-Amz-Security-Token=");
    ASSERT_NE(at, std::string::npos);
    target_.erase(at, std::min(target_.find('&', at + 1), target_.size()) - at);
  }

 private:
  std::string method_;
  std::string target_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::string body_;
  std::string payload_;
};

struct Vector {
  std::string name;
  std::string request;
  std::string canonical;
  std::string string_to_sign;
  std::string signature;
  bool is_query = false;
  bool normalize = true;
  std::optional<bool> token_signed;
};

std::vector<Vector> load_vectors() {
  std::vector<Vector> out;
  std::ifstream file(ENTREPOT_TEST_DATA "/sigv4/vectors.jsonl");
  for (std::string line; std::getline(file, line);) {
    const json::Value value = *json::parse(line);
    json::Reader in(value.get_object());
    Vector vector{
        .name = in.required_string("source") + "/" + in.required_string("case") + "/" + in.required_string("form"),
        .request = in.required_string("request"),
        .canonical = in.required_string("canonical"),
        .string_to_sign = in.required_string("string_to_sign"),
        .signature = in.required_string("signature"),
        .is_query = in.required_string("form") == "query",
        .normalize = in.optional_bool("normalize", true)};
    if (value.get_object().contains("token_signed")) vector.token_signed = in.optional_bool("token_signed", true);
    EXPECT_TRUE(in.finish()) << line;
    out.push_back(std::move(vector));
  }
  return out;
}

Credentials& vector_credentials() {
  static Credentials credentials;
  credentials.put({.principal = {.account = *model::AccountId::parse("123456789012"), .access_key_id = "AKIDEXAMPLE"},
                   .secret = std::string(kSecret)});
  return credentials;
}

TEST(SigV4Vectors, AllAreThere) {
  EXPECT_EQ(load_vectors().size(), 2u * 38 + 34);
}

TEST(SigV4Vectors, CanonicalFormAndSignatureAreReproduced) {
  for (const Vector& vector : load_vectors()) {
    SCOPED_TRACE(vector.name);
    RawRequest raw(vector.request);
    if (vector.is_query && vector.token_signed == false) raw.drop_unsigned_query_token();
    const SignedRequest request = raw.view();
    const auto claim = read_claim(request);
    ASSERT_TRUE(claim) << claim.error().message();
    EXPECT_EQ(claim->signature, vector.signature);

    const auto canonical = canonicalize(request, claim->signed_headers, claim->timestamp, claim->scope,
                                        vector.normalize ? PathRule::kNormalize : PathRule::kAsSent);
    ASSERT_TRUE(canonical);
    EXPECT_EQ(canonical->request, vector.canonical);
    EXPECT_EQ(canonical->string_to_sign, vector.string_to_sign);
    const crypto::Key key = derive_signing_key(kSecret, claim->scope);
    EXPECT_EQ(hex_encode(crypto::hmac_sha256(key.bytes(), canonical->string_to_sign)), vector.signature);
  }
}

TEST(SigV4Vectors, TheVerifierAcceptsWhatItShould) {
  FakeClock clock(kTime);
  const SigV4Verifier verifier(vector_credentials(), clock, {.regions = {"us-east-1"}, .services = {"service"}});
  int accepted = 0;
  for (const Vector& vector : load_vectors()) {
    SCOPED_TRACE(vector.name);
    const RawRequest raw(vector.request);
    const auto verified = verifier.verify(raw.view());
    const bool has_token = vector.request.find("X-Amz-Security-Token") != std::string::npos;
    const bool is_s3_path = !vector.normalize && vector.canonical.find("\n/example%20space/\n") == std::string::npos;
    if (has_token || is_s3_path) {
      EXPECT_FALSE(verified) << "long-lived keys have no session token, and S3's path rule is not ours";
      continue;
    }
    ASSERT_TRUE(verified) << verified.error().message();
    EXPECT_EQ(verified->scope.service, "service");
    EXPECT_EQ(verified->principal.access_key_id, "AKIDEXAMPLE");
    ++accepted;
  }
  EXPECT_EQ(accepted, 2 * (38 - 3 - 6) + 34 - 3);
}

}  // namespace
}  // namespace entrepot::iam
