#include "iam/sigv4.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/encoding.h"
#include "crypto/hash.h"
#include "iam/signing_keys.h"
#include "iam/sigv4_canonical.h"
#include "tests/support/sigv4_signer.h"

namespace entrepot::iam {
namespace {

constexpr std::int64_t kNow = 1'492'433'691;  // 2017-04-17T12:54:51Z
constexpr std::string_view kSecret = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";
const std::string kMismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and "
    "signing method. Consult the service documentation for details.";
const std::string kUnknown = "The security token included in the request is invalid.";

/// A request that a test can bend, before or after it is signed.
struct Wire {
  std::string method = "POST";
  std::string path = "/";
  std::string query;
  std::vector<std::pair<std::string, std::string>> headers = {
      {"Host", "registry.example"}, {"X-Amz-Date", "20170417T125451Z"}, {"X-Amz-Target", "S.ListImages"}};
  std::string body = "{}";

  std::string& header(std::string_view name) {
    return std::ranges::find_if(headers, [&](const auto& h) { return h.first == name; })->second;
  }
  void replace(std::string_view name, std::string_view from, std::string_view to) {
    std::string& value = header(name);
    const std::size_t at = value.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    value.replace(at, from.size(), to);
  }
};

struct SignWith {
  std::string id = "AKIAGOOD";
  std::string secret{kSecret};
  std::string scope = "20170417/us-east-1/ecr/aws4_request";
  std::string timestamp = "20170417T125451Z";
  std::vector<std::string> names = {"host", "x-amz-date", "x-amz-target"};
};

class SigV4Test : public ::testing::Test {
 protected:
  SigV4Test() {
    put_key("AKIAGOOD", true);
    put_key("AKIAOFF", false);
  }

  void put_key(const std::string& id, bool is_active, std::string secret = std::string(kSecret)) {
    credentials_.put(
        {.principal = {.account = *model::AccountId::parse("123456789012"), .id = "AIDA1", .access_key_id = id},
         .secret = std::move(secret),
         .is_active = is_active});
  }

  Result<SigV4Verifier::Verified> verify(const Wire& wire) const {
    const std::string hash = hex_encode(crypto::sha256(wire.body));
    return verifier_.verify(view(wire, hash));
  }

  static SignedRequest view(const Wire& wire, const std::string& payload_hash) {
    return {.method = wire.method,
            .path = wire.path,
            .query = wire.query,
            .headers = {wire.headers.begin(), wire.headers.end()},
            .payload_sha256_hex = payload_hash};
  }

  /// Signs whatever is asked, sensible or not.
  static Wire sign(Wire wire, const SignWith& with = {}) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= with.scope.size();) {
      const std::size_t end = std::min(with.scope.find('/', at), with.scope.size());
      parts.push_back(with.scope.substr(at, end - at));
      at = end + 1;
    }
    parts.resize(4);
    const Scope scope{.access_key_id = with.id, .date = parts[0], .region = parts[1], .service = parts[2]};
    const std::string hash = hex_encode(crypto::sha256(wire.body));
    const auto canonical = canonicalize(view(wire, hash), with.names, with.timestamp, scope);
    const crypto::Key key = derive_signing_key(with.secret, scope);
    wire.headers.emplace_back("Authorization",
                              fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}", with.id,
                                          with.scope, fmt::join(with.names, ";"),
                                          hex_encode(crypto::hmac_sha256(key.bytes(), canonical->string_to_sign))));
    return wire;
  }

  void expect_refused(const Wire& wire, ErrorKind kind, std::string_view message) const {
    const auto verified = verify(wire);
    ASSERT_FALSE(verified) << "accepted, expected: " << message;
    EXPECT_EQ(to_string(verified.error().kind()), to_string(kind));
    EXPECT_NE(verified.error().message().find(message), std::string_view::npos) << verified.error().message();
  }

  FakeClock clock_{SysTime(std::chrono::seconds(kNow))};
  Credentials credentials_;
  SigV4Verifier verifier_{credentials_, clock_, {.regions = {"us-east-1"}, .services = {"ecr", "sts"}}};
};

// --- what is accepted ---

TEST_F(SigV4Test, AcceptsAClientsRequest) {
  const testing::SigningKey key{"AKIAGOOD", std::string(kSecret)};
  const auto request = testing::json_request("S.ListImages", R"({"a":1})", key, "registry.example:5000", kNow);
  Wire wire{.headers = request.headers, .body = request.body};
  wire.headers.emplace_back("Host", "registry.example:5000");
  wire.headers.emplace_back("User-Agent", "aws-cli");
  wire.headers.emplace_back("X-Amzn-Trace-Id", "Root=1");

  const auto verified = verify(wire);

  ASSERT_TRUE(verified) << verified.error().message();
  EXPECT_EQ(verified->scope.region, "us-east-1");
  EXPECT_EQ(verified->scope.service, "ecr");
  EXPECT_EQ(verified->scope.date, "20170417");
  EXPECT_EQ(verified->principal.access_key_id, "AKIAGOOD");
  EXPECT_TRUE(verify(wire)) << "the same request again, with the derived key remembered";
}

TEST_F(SigV4Test, AcceptsAPresignedRequestUntilItExpires) {
  const testing::SigningKey key{"AKIAGOOD", std::string(kSecret), "eu-west-9", "sts"};
  const std::string target =
      testing::presign("/?Action=GetCallerIdentity&Version=2011-06-15", key, "registry.example", kNow, 60);
  Wire wire{.method = "GET", .query = target.substr(2), .headers = {{"host", "registry.example"}}, .body = ""};

  ASSERT_TRUE(verify(wire)) << verify(wire).error().message();
  clock_.advance(std::chrono::seconds(60));
  EXPECT_TRUE(verify(wire));

  clock_.advance(std::chrono::seconds(1));
  expect_refused(
      wire, ErrorKind::kInvalidSignature,
      "Signature expired: 20170417T125451Z is now earlier than 20170417T125452Z (20170417T125552Z - 1 min.)");

  clock_.advance(std::chrono::seconds(-61));
  Wire other = wire;
  other.query.replace(other.query.find("GetCallerIdentity"), 17, "GetSessionToken00");
  expect_refused(other, ErrorKind::kInvalidSignature, kMismatch);
  other = wire;
  other.method = "POST";
  expect_refused(other, ErrorKind::kInvalidSignature, kMismatch);
  other = wire;
  other.header("host") = "other.example";
  expect_refused(other, ErrorKind::kInvalidSignature, kMismatch);
}

TEST_F(SigV4Test, TakesTheThreeSeparatorsAndAnyOrder) {
  const Wire wire = sign({});
  const std::string& text =
      std::ranges::find_if(wire.headers, [](const auto& h) { return h.first == "Authorization"; })->second;
  const std::string credential = text.substr(17, text.find(',') - 17);
  const std::string names = "SignedHeaders=host;x-amz-date;x-amz-target";
  const std::string signature = text.substr(text.find("Signature="));
  for (const std::string& form :
       {credential + "," + names + "," + signature, credential + " " + names + " " + signature,
        signature + ", " + names + ", " + credential, names + ",  " + signature + " " + credential}) {
    Wire other = wire;
    other.header("Authorization") = "AWS4-HMAC-SHA256 " + form;
    EXPECT_TRUE(verify(other)) << form;
  }
}

TEST_F(SigV4Test, TakesTheDateHeaderInBothForms) {
  for (const char* date : {"Mon, 17 Apr 2017 12:54:51 GMT", "20170417T125451Z"}) {
    Wire wire{.headers = {{"Host", "registry.example"}, {"Date", date}}};
    EXPECT_TRUE(verify(sign(wire, {.names = {"date", "host"}}))) << date;
    expect_refused(sign(wire, {.names = {"host"}}), ErrorKind::kInvalidSignature, "'Date' must be a 'SignedHeader'");
  }
}

TEST_F(SigV4Test, GlobalServicesTakeAnyRegionAndOthersOnlyTheConfigured) {
  EXPECT_TRUE(verify(sign({}, {.scope = "20170417/ap-south-7/sts/aws4_request"})));
  expect_refused(sign({}, {.scope = "20170417/ap-south-7/ecr/aws4_request"}), ErrorKind::kInvalidSignature,
                 "Credential should be scoped to a valid region, not 'ap-south-7'. ");
  expect_refused(sign({}, {.scope = "20170417/us-east-1/kms/aws4_request"}), ErrorKind::kInvalidSignature,
                 "Credential should be scoped to correct service: 'ecr' or 'sts'. ");
  expect_refused(sign({}, {.scope = "20170417//sts/aws4_request"}), ErrorKind::kInvalidSignature, "valid region");
  expect_refused(sign({}, {.scope = "20170417/" + std::string(65, 'a') + "/sts/aws4_request"}),
                 ErrorKind::kInvalidSignature, "valid region");
}

TEST_F(SigV4Test, SkewOfFifteenMinutesEitherWayIsTheLimit) {
  const Wire wire = sign({});
  for (const int minutes : {15, -15}) {
    clock_.advance(std::chrono::minutes(minutes));
    EXPECT_TRUE(verify(wire)) << minutes;
    clock_.advance(std::chrono::minutes(-minutes));
  }
  clock_.advance(std::chrono::minutes(15) + std::chrono::seconds(1));
  expect_refused(
      wire, ErrorKind::kInvalidSignature,
      "Signature expired: 20170417T125451Z is now earlier than 20170417T125452Z (20170417T130952Z - 15 min.)");
  clock_.advance(std::chrono::minutes(-30) - std::chrono::seconds(2));
  expect_refused(
      wire, ErrorKind::kInvalidSignature,
      "Signature not yet current: 20170417T125451Z is still later than 20170417T125450Z (20170417T123950Z + 15 min.)");
}

TEST_F(SigV4Test, KeysCountAsTheyAreNow) {
  const Wire wire = sign({});
  EXPECT_TRUE(verify(wire));

  put_key("AKIAGOOD", true, "another secret");
  expect_refused(wire, ErrorKind::kInvalidSignature, kMismatch);
  EXPECT_TRUE(verify(sign({}, {.secret = "another secret"})));

  put_key("AKIAGOOD", false);
  expect_refused(wire, ErrorKind::kUnrecognizedClient, kUnknown);

  credentials_.remove("AKIAGOOD");
  expect_refused(wire, ErrorKind::kUnrecognizedClient, kUnknown);
}

TEST_F(SigV4Test, KnowsWhetherARequestIsSigned) {
  const auto is_signed = [](const Wire& wire) { return SigV4Verifier::is_signed(view(wire, "")); };
  EXPECT_TRUE(is_signed(sign({})));
  EXPECT_TRUE(is_signed({.headers = {{"authorization", "AWS4-ECDSA-P256-SHA256 x"}}}));
  EXPECT_TRUE(is_signed({.query = "a=b&X-Amz-Signature=1", .headers = {}}));
  EXPECT_FALSE(is_signed({.headers = {{"authorization", "Basic QVdTOng="}}}));
  EXPECT_FALSE(is_signed({.headers = {}}));
}

// --- what is refused ---

TEST_F(SigV4Test, WithoutASignatureTheTokenIsMissing) {
  expect_refused({}, ErrorKind::kMissingCredentials, "Missing Authentication Token");
}

TEST_F(SigV4Test, NamesWhatTheAuthorizationHeaderLacks) {
  Wire wire{.headers = {{"Host", "h"}, {"Authorization", "AWS4-HMAC-SHA256"}}};
  expect_refused(
      wire, ErrorKind::kIncompleteSignature,
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. "
      "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a "
      "'X-Amz-Date' or a 'Date' header. Authorization=<redacted>");
  wire = sign({});
  wire.replace("Authorization", "Credential=", "Credentials ");
  expect_refused(wire, ErrorKind::kIncompleteSignature,
                 "'Credentials' not a valid key=value pair (missing equal-sign) in Authorization header");
}

TEST_F(SigV4Test, RefusesBentAuthorizationHeaders) {
  struct Row {
    const char* name;
    const char* from;
    const char* to;
    ErrorKind kind;
    std::string message;
  };
  const auto kind_i = ErrorKind::kIncompleteSignature;
  const auto kind_s = ErrorKind::kInvalidSignature;
  const std::string once = "once each";
  const std::string long_id(129, 'A');
  for (const Row& row : {
           Row{"lower-case algorithm", "AWS4-HMAC", "aws4-hmac", kind_i,
               "Unsupported signing algorithm 'aws4-hmac-SHA256'"},
           Row{"SigV4A", "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", kind_i, "Unsupported signing algorithm"},
           Row{"Basic", "AWS4-HMAC-SHA256", "Basic", kind_i, "Unsupported signing algorithm 'Basic'"},
           Row{"second signature", "Signature=", "Signature=00, Signature=", kind_i, once},
           Row{"unknown parameter", "Signature=", "Extra=1, Signature=", kind_i, once},
           Row{"empty signature", "Signature=", "Signature= ", kind_i, "missing equal-sign"},
           Row{"wrong terminator", "aws4_request", "aws5_request", kind_s,
               "valid terminator: 'aws4_request', not 'aws5_request'"},
           Row{"the day before", "20170417/", "20170416/", kind_s,
               "'20170416' != '20170417', from '20170417T125451Z'."},
           Row{"the day after", "20170417/", "20170418/", kind_s, "Date in Credential scope does not match"},
           Row{"four parts", "us-east-1/ecr", "us-east-1", kind_i, "exactly 5 slash-delimited elements"},
           Row{"six parts", "us-east-1/ecr", "us-east-1/ecr/x", kind_i, "exactly 5 slash-delimited elements"},
           Row{"another service", "/ecr/", "/sts/", kind_s, kMismatch},
           Row{"empty access key", "AKIAGOOD", "", ErrorKind::kUnrecognizedClient, kUnknown},
           Row{"unknown access key", "AKIAGOOD", "AKIAGOOE", ErrorKind::kUnrecognizedClient, kUnknown},
           Row{"inactive access key", "AKIAGOOD", "AKIAOFF", ErrorKind::kUnrecognizedClient, kUnknown},
           Row{"lower-case access key", "AKIAGOOD", "akiagood", ErrorKind::kUnrecognizedClient, kUnknown},
           Row{"a dot in the access key", "AKIAGOOD", "AKIA.GOOD", ErrorKind::kUnrecognizedClient, kUnknown},
           Row{"129 characters of access key", "AKIAGOOD", long_id.c_str(), ErrorKind::kUnrecognizedClient, kUnknown},
           Row{"non-ASCII access key", "AKIAGOOD", "AKIA\xc3\x96", ErrorKind::kUnrecognizedClient, kUnknown},
           Row{"unsorted names", "host;x-amz-date", "x-amz-date;host", kind_i, "SignedHeaders must be lower-case"},
           Row{"repeated name", "host;", "host;host;", kind_i, "SignedHeaders must be lower-case"},
           Row{"mixed case", "=host", "=Host", kind_i, "SignedHeaders must be lower-case"},
           Row{"empty name", "host;", ";host;", kind_i, "SignedHeaders must be lower-case"},
           Row{"trailing semicolon", "x-amz-target,", "x-amz-target;,", kind_i, "SignedHeaders must be lower-case"},
           Row{"absent header", "host;", "a-header;host;", kind_s, "'a-header' is a 'SignedHeader', but"},
           Row{"host unsigned", "host;", "", kind_s, "'Host' or ':authority' must be a 'SignedHeader'"},
           Row{"date unsigned", "x-amz-date;", "", kind_s, "'X-Amz-Date' must be a 'SignedHeader'"},
           Row{"target unsigned", ";x-amz-target", "", kind_s, "'X-Amz-Target' must be a 'SignedHeader'"},
       }) {
    SCOPED_TRACE(row.name);
    Wire wire = sign({});
    wire.replace("Authorization", row.from, row.to);
    expect_refused(wire, row.kind, row.message);
  }
}

TEST_F(SigV4Test, AZeroByteDoesNotEndAnAccessKeyId) {
  Wire wire = sign({});
  wire.replace("Authorization", "AKIAGOOD", std::string_view("AKIAGOOD\0X", 10));
  expect_refused(wire, ErrorKind::kUnrecognizedClient, kUnknown);
}

TEST_F(SigV4Test, AHeaderThatIsThereTwiceIsSignedWithBothValues) {
  Wire wire;
  wire.headers.emplace_back("X-Amz-Meta", "one");
  const Wire signed_once = sign(wire, {.names = {"host", "x-amz-date", "x-amz-meta", "x-amz-target"}});
  ASSERT_TRUE(verify(signed_once));
  Wire twice = signed_once;
  twice.headers.emplace_back("x-amz-meta", "two");
  expect_refused(twice, ErrorKind::kInvalidSignature, kMismatch);
}

TEST_F(SigV4Test, RefusesEveryOtherSpellingOfASignature) {
  const Wire good = sign({});
  ASSERT_TRUE(verify(good));
  Wire wire = good;
  const std::string text = wire.header("Authorization");
  const std::size_t start = text.find("Signature=") + 10;
  std::string upper = text;
  std::ranges::transform(upper.begin() + static_cast<std::ptrdiff_t>(start), upper.end(),
                         upper.begin() + static_cast<std::ptrdiff_t>(start),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  for (const std::string& bad :
       {upper, text + "0", text.substr(0, text.size() - 1), text + "=", text + "\"", text + "\n"}) {
    wire.header("Authorization") = bad;
    expect_refused(wire, ErrorKind::kInvalidSignature, kMismatch);
  }
  wire.header("Authorization") = text.substr(0, start);
  expect_refused(wire, ErrorKind::kIncompleteSignature, "requires 'Signature' parameter");
  for (std::size_t at = start; at < text.size(); ++at) {
    wire.header("Authorization") = text;
    wire.header("Authorization")[at] = text[at] == '0' ? '1' : '0';
    expect_refused(wire, ErrorKind::kInvalidSignature, kMismatch);
  }
}

TEST_F(SigV4Test, RefusesARequestThatChangedAfterSigning) {
  const std::vector<std::pair<const char*, std::function<void(Wire&)>>> changes = {
      {"method", [](Wire& w) { w.method = "PUT"; }},
      {"path", [](Wire& w) { w.path = "/x"; }},
      {"query", [](Wire& w) { w.query = "a"; }},
      {"body", [](Wire& w) { w.body = "{ }"; }},
      {"host", [](Wire& w) { w.header("Host") = "registry.example:80"; }},
      {"target", [](Wire& w) { w.header("X-Amz-Target") = "S.DeleteRepository"; }},
      {"date", [](Wire& w) { w.header("X-Amz-Date") = "20170417T125452Z"; }},
  };
  for (const auto& [name, change] : changes) {
    SCOPED_TRACE(name);
    Wire wire = sign({});
    change(wire);
    expect_refused(wire, ErrorKind::kInvalidSignature, kMismatch);
  }
}

TEST_F(SigV4Test, RefusesHeadersThatSlippedPastTheSignature) {
  const auto with = [](const char* name, const char* value) {
    Wire wire = sign({});
    wire.headers.emplace_back(name, value);
    return wire;
  };
  expect_refused(with("Authorization", "Basic eDp5"), ErrorKind::kIncompleteSignature,
                 "The header 'authorization' must not occur more than once.");
  expect_refused(with("HOST", "other"), ErrorKind::kIncompleteSignature,
                 "The header 'host' must not occur more than once.");
  expect_refused(with("x-amz-target", "S.Other"), ErrorKind::kIncompleteSignature, "The header 'x-amz-target'");
  expect_refused(with("x-amz-date", "20170417T125451Z"), ErrorKind::kIncompleteSignature, "The header 'x-amz-date'");
  expect_refused(with("X-Amz-Security-Token", "t"), ErrorKind::kInvalidSignature, "must be a 'SignedHeader'");
  expect_refused(with("x_amz_target", "S.Other"), ErrorKind::kInvalidSignature,
                 "'x_amz_target' must be a 'SignedHeader'");
  expect_refused(with("X-Amz-Meta", "1"), ErrorKind::kInvalidSignature, "'X-Amz-Meta' must be a 'SignedHeader'");
}

TEST_F(SigV4Test, ALongLivedKeyHasNoSessionToken) {
  Wire wire;
  wire.headers.emplace_back("X-Amz-Security-Token", "made-up");
  expect_refused(sign(wire, {.names = {"host", "x-amz-date", "x-amz-security-token", "x-amz-target"}}),
                 ErrorKind::kUnrecognizedClient, kUnknown);
}

TEST_F(SigV4Test, ThePayloadHashIsThatOfTheBody) {
  const std::vector<std::string> names = {"host", "x-amz-content-sha256", "x-amz-date", "x-amz-target"};
  Wire wire;
  wire.headers.emplace_back("X-Amz-Content-Sha256", hex_encode(crypto::sha256("{}")));
  EXPECT_TRUE(verify(sign(wire, {.names = names})));
  for (const char* bad :
       {"UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}) {
    wire.header("X-Amz-Content-Sha256") = bad;
    expect_refused(sign(wire, {.names = names}), ErrorKind::kInvalidSignature,
                   "'x-amz-content-sha256' must be the SHA-256");
  }
}

TEST_F(SigV4Test, RefusesBadDates) {
  for (const char* bad : {"", "20170417", "20170417T125451", "20170417T125451z", "2017-04-17T12:54:51Z",
                          "20170230T000000Z", "20170417T245451Z", "20170417T126051Z", "2017041 T125451Z",
                          "19691231T235959Z", "+0170417T125451Z", "Mon, 17 Apr 2017 12:54:51 GMT"}) {
    Wire wire;
    wire.header("X-Amz-Date") = bad;
    expect_refused(sign(wire), ErrorKind::kIncompleteSignature, "Date must be in ISO-8601 'basic format'. Got '");
  }
  Wire far;
  far.header("X-Amz-Date") = "99991231T235959Z";
  expect_refused(sign(far, {.scope = "99991231/us-east-1/ecr/aws4_request", .timestamp = "99991231T235959Z"}),
                 ErrorKind::kInvalidSignature, "Signature not yet current: 99991231T235959Z is still later than");
  Wire http{.headers = {{"Host", "h"}, {"Date", "Mon, 17 Foo 2017 12:54:51 GMT"}}};
  expect_refused(sign(http, {.names = {"date", "host"}}), ErrorKind::kIncompleteSignature, "Date must be in ISO-8601");
}

TEST_F(SigV4Test, RefusesBentPresignedRequests) {
  const testing::SigningKey key{"AKIAGOOD", std::string(kSecret)};
  const auto presigned = [&](std::int64_t expires) {
    const std::string target = testing::presign("/?Action=X", key, "h", kNow, expires);
    return Wire{.method = "GET", .query = target.substr(2), .headers = {{"Host", "h"}}, .body = ""};
  };
  EXPECT_TRUE(verify(presigned(604'800)));
  expect_refused(presigned(604'801), ErrorKind::kIncompleteSignature, "from 1 to 604800, not '604801'");
  expect_refused(presigned(0), ErrorKind::kIncompleteSignature, "X-Amz-Expires must be");
  expect_refused(presigned(-5), ErrorKind::kIncompleteSignature, "X-Amz-Expires must be");

  Wire wire = presigned(60);
  wire.query += "&X-Amz-Signature=00";
  expect_refused(wire, ErrorKind::kIncompleteSignature, "'X-Amz-Signature' must not occur more than once");
  wire = presigned(60);
  wire.query += "&X%2DAmz-Date=20170417T125451Z";
  expect_refused(wire, ErrorKind::kIncompleteSignature, "'X-Amz-Date' must not occur more than once");
  wire = presigned(60);
  wire.query.erase(wire.query.find("&X-Amz-Date="), 12 + 16);
  expect_refused(wire, ErrorKind::kIncompleteSignature,
                 "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.");
  wire = presigned(60);
  wire.headers.emplace_back("Authorization", "AWS4-HMAC-SHA256 x");
  expect_refused(wire, ErrorKind::kIncompleteSignature, "not with both");
  wire = presigned(60);
  wire.headers.emplace_back("X-Amz-Target", "S.Op");
  expect_refused(wire, ErrorKind::kInvalidSignature, "'X-Amz-Target' must be a 'SignedHeader'");
  wire = presigned(60);
  wire.query += "&x=1";
  expect_refused(wire, ErrorKind::kInvalidSignature, kMismatch);
  wire = presigned(60);
  wire.query += "&X-Amz-Security-Token=t";
  expect_refused(wire, ErrorKind::kInvalidSignature, kMismatch);
}

TEST_F(SigV4Test, RefusesQueriesThatMeanTwoThings) {
  for (const char* bad : {"a=%zz", "a=%4", "%", "a=%"}) {
    Wire wire = sign({});
    wire.query = bad;
    expect_refused(wire, ErrorKind::kIncompleteSignature, "The query must be percent-encoded");
  }
  Wire many = sign({});
  for (int i = 0; i < 10'000; ++i) many.query += "a&";
  expect_refused(many, ErrorKind::kIncompleteSignature, "at most 1000 parameters");
}

TEST_F(SigV4Test, ALongListOfSignedHeadersCostsNothing) {
  Wire wire = sign({});
  std::string names;
  for (int i = 10'000; i < 20'000; ++i) names += fmt::format("h{};", i);
  wire.replace("Authorization", "SignedHeaders=host", "SignedHeaders=" + names + "host");
  expect_refused(wire, ErrorKind::kIncompleteSignature, "SignedHeaders names more headers than the request has.");
}

// --- the canonical form, where the vectors do not go ---

TEST_F(SigV4Test, ScreensOutWhoCannotBeAnybodyBeforeTheBodyIsThere) {
  const auto screened = [&](const Wire& wire) { return verifier_.screen(view(wire, {})); };
  Wire good = sign({});
  EXPECT_TRUE(screened(good));
  good.body = "what comes is not known yet";
  EXPECT_TRUE(screened(good));

  for (const char* id : {"AKIANOBODY", "AKIAOFF"}) {
    const auto refused = screened(sign({}, {.id = id}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), ErrorKind::kUnrecognizedClient);
    EXPECT_EQ(refused.error().message(), kUnknown);
  }
  Wire old;
  old.header("X-Amz-Date") = "20170417T115451Z";
  EXPECT_EQ(screened(sign(old, {.timestamp = "20170417T115451Z"})).error().kind(), ErrorKind::kInvalidSignature);
  EXPECT_EQ(screened(sign({}, {.names = {"host", "x-amz-date"}})).error().kind(), ErrorKind::kInvalidSignature)
      << "the target is not signed";
  EXPECT_EQ(screened(Wire{}).error().kind(), ErrorKind::kMissingCredentials);
}

TEST(CanonicalPath, TricksStayVisible) {
  struct Row {
    const char* path;
    const char* canonical;
  };
  for (const Row& row : {Row{"", "/"}, Row{"/a/../..", "/"}, Row{"/%2e%2e/a", "/%252e%252e/a"},
                         Row{"/a%2Fb", "/a%252Fb"}, Row{"/%252e", "/%25252e"}, Row{"//a///b//", "/a/b/"},
                         Row{"/a+b", "/a%2Bb"}, Row{"/a/.", "/a"}, Row{"/\xc0\xaf", "/%C0%AF"}}) {
    EXPECT_EQ(canonical_path(row.path, PathRule::kNormalize), row.canonical) << row.path;
  }
  EXPECT_EQ(canonical_path("//a/../b", PathRule::kAsSent), "//a/../b");
}

TEST(CanonicalQuery, HasOneSpelling) {
  EXPECT_EQ(canonical_query("b=2&a=1&a=0&c"), "a=0&a=1&b=2&c=");
  EXPECT_EQ(canonical_query("a=%7e%2f+&&"), "a=~%2F%2B");
  EXPECT_EQ(canonical_query("a=b=c;d=e"), "a=b%3Dc%3Bd%3De");
  EXPECT_EQ(canonical_query("x-amz-signature=1&X-Amz-Signature=2"), "x-amz-signature=1");
  EXPECT_EQ(canonical_query("a=%"), std::nullopt);
}

}  // namespace
}  // namespace entrepot::iam
