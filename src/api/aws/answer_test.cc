#include "api/aws/answer.h"

#include <gtest/gtest.h>

namespace entrepot::api::aws {
namespace {

std::string text_of(const http::Response& response) {
  return std::get<std::string>(response.body);
}

TEST(Answer, JsonErrorCarriesItsNameTwiceAndFurtherMembers) {
  const Error error(ErrorKind::kLayerPartOutOfOrder, "wrong part");
  const http::Response response =
      json_error_answer(error, {{"uploadId", "u"}, {"lastValidByteReceived", 41}}, "request-1");

  EXPECT_EQ(response.status, 400u);
  EXPECT_EQ(response.headers.find("X-Amzn-ErrorType"), "InvalidLayerPartException");
  EXPECT_EQ(response.headers.find("Content-Type"), "application/x-amz-json-1.1");
  EXPECT_EQ(response.headers.find("x-amzn-RequestId"), "request-1");
  EXPECT_EQ(
      text_of(response),
      R"({"__type":"InvalidLayerPartException","uploadId":"u","lastValidByteReceived":41,"message":"wrong part"})");
}

TEST(Answer, JsonErrorKeepsThePrivateDetailToItself) {
  const Error error = Error(ErrorKind::kInternal, "Internal error").because("/var/lib/secret.db: no such table");
  EXPECT_EQ(text_of(json_error_answer(error, {}, "r")), R"({"__type":"ServerException","message":"Internal error"})");
}

TEST(Answer, XmlWrapsTheResultAsAwsDoes) {
  const http::Response response = xml_answer({"GetThing", "https://x.example/doc/", "r-1"}, "    <A>b</A>\n");
  EXPECT_EQ(text_of(response),
            "<GetThingResponse xmlns=\"https://x.example/doc/\">\n"
            "  <GetThingResult>\n"
            "    <A>b</A>\n"
            "  </GetThingResult>\n"
            "  <ResponseMetadata>\n"
            "    <RequestId>r-1</RequestId>\n"
            "  </ResponseMetadata>\n"
            "</GetThingResponse>\n");
}

TEST(Answer, XmlWithoutAResultHasNoElementForIt) {
  const http::Response response = xml_answer({"DeleteThing", "https://x.example/doc/", "r-1"}, "");
  EXPECT_EQ(text_of(response),
            "<DeleteThingResponse xmlns=\"https://x.example/doc/\">\n"
            "  <ResponseMetadata>\n"
            "    <RequestId>r-1</RequestId>\n"
            "  </ResponseMetadata>\n"
            "</DeleteThingResponse>\n");
}

TEST(Answer, XmlErrorEscapesWhatItEchoes) {
  const http::Response response =
      xml_error_answer(Error(ErrorKind::kInvalidSignature, "<a> & 'b'\x01"), "https://x.example/doc/", "r-1");
  EXPECT_EQ(response.status, 403u);
  EXPECT_EQ(response.headers.find("Content-Type"), "text/xml");
  EXPECT_NE(text_of(response).find("<Type>Sender</Type>"), std::string::npos);
  EXPECT_NE(text_of(response).find("<Code>SignatureDoesNotMatch</Code>"), std::string::npos);
  EXPECT_NE(text_of(response).find("<Message>&lt;a&gt; &amp; &#39;b&#39;?</Message>"), std::string::npos);
}

TEST(Answer, XmlErrorOfTheServerBlamesTheReceiver) {
  const http::Response response = xml_error_answer(Error(ErrorKind::kUnavailable, "x"), "ns", "r");
  EXPECT_EQ(response.status, 503u);
  EXPECT_NE(text_of(response).find("<Type>Receiver</Type>"), std::string::npos);
}

}  // namespace
}  // namespace entrepot::api::aws
