// What goes wrong on the way in: wrong bytes, wrong order, broken connections, other people's sessions.
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <chrono>
#include <thread>

#include "tests/integration/oci_client.h"

namespace entrepot::test {
namespace {

class OciUploads : public ::testing::Test {
 protected:
  OciUploads() {
    server.create_repository("team/app");
    server.create_repository("team/other");
  }
  RegistryServer server;
  OciClient client{server};
};

TEST_F(OciUploads, AWrongDigestEndsTheSession) {
  const std::string upload = client.start("team/app");
  const auto answer = client.finish(upload, sha256_of("other bytes"), "bytes");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body,
            "{\"errors\":[{\"code\":\"BLOB_UPLOAD_INVALID\",\"message\":\"None of the provided layer digests match the "
            "calculated layer digest\"}]}\n");
  EXPECT_EQ(client.get(upload).status, 404);
  EXPECT_EQ(client.head("/v2/team/app/blobs/" + sha256_of("bytes")).status, 404);
  EXPECT_EQ(client.post("/v2/team/app/blobs/uploads/?digest=" + sha256_of("x"), "y").status, 400);
}

TEST_F(OciUploads, AMissingOrMalformedDigestIsRefusedAndTheSessionStays) {
  const std::string upload = client.start("team/app");
  auto answer = client.call("PUT", upload, {}, "bytes");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_code(answer), "DIGEST_INVALID");
  for (const char* bad : {"sha256:short", "md5:d41d8cd98f00b204e9800998ecf8427e", "latest", ""}) {
    answer = client.finish(upload, bad, "bytes");
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_EQ(error_code(answer), "DIGEST_INVALID") << bad;
  }
  EXPECT_EQ(client.get(upload).status, 204);
  EXPECT_EQ(client.post("/v2/team/app/blobs/uploads/?digest-algorithm=md5").status, 400);
}

TEST_F(OciUploads, AChunkOutOfOrderIsRefusedAndTellsWhereToGoOn) {
  const std::string upload = client.start("team/app");
  auto answer = client.patch(upload, "hello", "5-9");
  EXPECT_EQ(answer.status, 416) << "the first chunk begins at 0";
  ASSERT_EQ(client.patch(upload, "hello", "0-4").status, 202);

  for (const char* wrong : {"0-4", "6-10", "100-104"}) {
    answer = client.patch(upload, "again", wrong);
    EXPECT_EQ(answer.status, 416) << wrong;
    EXPECT_EQ(error_code(answer), "BLOB_UPLOAD_INVALID");
    EXPECT_EQ(answer.header("Range"), "0-4");
    EXPECT_EQ(answer.header("Location"), upload);
  }
  EXPECT_EQ(error_message(client.patch(upload, "again", "0-4")), "First byte of the layer part is 0 instead of 5");
  answer = client.call("PUT", upload + "?digest=" + sha256_of("hello world"), {{"Content-Range", "9-14"}}, " world");
  EXPECT_EQ(answer.status, 416) << "a refused closing PUT leaves the session";

  ASSERT_EQ(client.patch(upload, " world", "5-10").status, 202);
  EXPECT_EQ(client.finish(upload, sha256_of("hello world")).status, 201);
}

TEST_F(OciUploads, ALengthThatContradictsTheRangeNamesBoth) {
  const std::string upload = client.start("team/app");
  auto answer = client.patch(upload, "hello", "0-9");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(error_code(answer), "BLOB_UPLOAD_INVALID");
  EXPECT_EQ(error_message(answer), "Content-Range 0-9 is 10 bytes, but Content-Length is 5");
  answer = client.patch(upload, "hello", "4-0");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(client.get(upload).header("Range"), "0-0") << "nothing was taken";
}

TEST_F(OciUploads, AChunkedBodyMustFillItsRange) {
  for (const char* range : {"0-9", "0-2"}) {
    const std::string upload = client.start("team/app");
    const auto answer = client.call("PATCH", upload, {{"Transfer-Encoding", "chunked"}, {"Content-Range", range}},
                                    "5\r\nhello\r\n0\r\n\r\n");
    EXPECT_GE(answer.status, 400) << range << " " << answer.body;
    EXPECT_LT(answer.status, 500) << range << " " << answer.body;
  }
}

TEST_F(OciUploads, SessionsBelongToTheirRepository) {
  const std::string upload = client.start("team/app");
  const std::string id = upload.substr(upload.rfind('/') + 1);
  const std::string elsewhere = "/v2/team/other/blobs/uploads/" + id;
  for (const char* method : {"GET", "PATCH", "PUT", "DELETE"}) {
    const auto answer = client.call(method, elsewhere + "?digest=" + sha256_of("x"), {}, method[0] == 'P' ? "x" : "");
    EXPECT_EQ(answer.status, 404) << method;
    EXPECT_EQ(error_code(answer), "BLOB_UPLOAD_UNKNOWN") << method;
  }
  EXPECT_EQ(client.get(upload).status, 204) << "untouched";
}

TEST_F(OciUploads, UnknownSessionsAreNotFound) {
  for (const char* id : {"00000000-0000-4000-8000-000000000000", "not-an-id", "..%2F..%2Fetc", "'%20OR%201=1"}) {
    const auto answer = client.get(std::string("/v2/team/app/blobs/uploads/") + id);
    EXPECT_EQ(answer.status, 404) << id;
    EXPECT_EQ(error_code(answer), "BLOB_UPLOAD_UNKNOWN") << id;
  }
}

TEST_F(OciUploads, CancelForgetsTheSession) {
  const std::string upload = client.start("team/app");
  ASSERT_EQ(client.patch(upload, "bytes").status, 202);
  EXPECT_EQ(client.remove(upload).status, 204);
  EXPECT_EQ(client.get(upload).status, 404);
  EXPECT_EQ(client.remove(upload).status, 404);
}

TEST_F(OciUploads, GoesOnAfterABrokenConnection) {
  const std::string content(300'000, 'x');
  const std::string upload = client.start("team/app");
  ASSERT_EQ(client.patch(upload, content.substr(0, 100'000), "0-99999").status, 202);
  {
    // Promises 200,000 bytes, sends half, and is gone.
    OciClient broken(server);
    broken.http().send("PATCH " + upload + " HTTP/1.1\r\nHost: " + server.authority() +
                       "\r\nAuthorization: " + client.authorization().second +
                       "\r\nContent-Range: 100000-299999\r\nContent-Length: 200000\r\n\r\n" +
                       content.substr(100'000, 100'000));
  }
  // The server notices in its own time; until then the session is busy with the dead request.
  std::uint64_t there = 0;
  for (int attempt = 0; attempt < 2000; ++attempt) {
    const auto status = client.get(upload);
    ASSERT_EQ(status.status, 204) << status.body;
    there = std::stoull(status.header("Range").substr(2)) + 1;
    ASSERT_GE(there, 100'000u) << "what was acknowledged stays";
    ASSERT_LE(there, 200'000u) << "no more than was sent";
    const auto next =
        client.patch(upload, content.substr(there), std::to_string(there) + "-" + std::to_string(content.size() - 1));
    if (next.status == 202) {
      there = content.size();
      break;
    }
    ASSERT_EQ(next.status, 416) << next.body;
    std::this_thread::yield();
  }
  ASSERT_EQ(there, content.size()) << "the session never became free";
  const auto finished = client.finish(upload, sha256_of(content));
  ASSERT_EQ(finished.status, 201) << finished.body;
  EXPECT_EQ(client.get(finished.header("Location")).body, content);
}

TEST_F(OciUploads, ToAMissingRepositoryAreRefused) {
  const auto answer = client.post("/v2/team/missing/blobs/uploads/");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(error_code(answer), "NAME_UNKNOWN");
  EXPECT_EQ(error_message(answer),
            "The repository with name 'team/missing' does not exist in the registry with id '123456789012'");
}

TEST_F(OciUploads, TheSameLayerTwiceIsFine) {
  client.push_blob("team/app", "again and again");
  client.push_blob("team/app", "again and again");
  EXPECT_EQ(client.get("/v2/team/app/blobs/" + sha256_of("again and again")).body, "again and again");
}

TEST_F(OciUploads, ALayerOfAnotherRepositoryIsNotThere) {
  const std::string digest = client.push_blob("team/app", "secret");
  EXPECT_EQ(client.head("/v2/team/other/blobs/" + digest).status, 404);
  const auto answer = client.get("/v2/team/other/blobs/" + digest);
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(error_code(answer), "BLOB_UNKNOWN");
}

TEST_F(OciUploads, MountsALayerOfAnotherRepository) {
  const std::string digest = client.push_blob("team/app", "shared");
  const auto mounted = client.post("/v2/team/other/blobs/uploads/?mount=" + digest + "&from=team/app");
  ASSERT_EQ(mounted.status, 201) << mounted.body;
  EXPECT_EQ(mounted.header("Location"), "/v2/team/other/blobs/" + digest);
  EXPECT_EQ(mounted.header("Docker-Content-Digest"), digest);
  EXPECT_EQ(client.get("/v2/team/other/blobs/" + digest).body, "shared");
}

TEST_F(OciUploads, MountsWithoutFromWhenItCanBeFound) {
  const std::string digest = client.push_blob("team/app", "shared");
  EXPECT_EQ(client.post("/v2/team/other/blobs/uploads/?mount=" + digest).status, 201);
  EXPECT_EQ(client.get("/v2/team/other/blobs/" + digest).body, "shared");
}

TEST_F(OciUploads, WhatCannotBeMountedIsUploaded) {
  const std::string digest = sha256_of("nowhere");
  for (const char* from : {"&from=team/app", "&from=team/missing", "&from=No%20Name", ""}) {
    const auto answer = client.post("/v2/team/other/blobs/uploads/?mount=" + digest + from);
    ASSERT_EQ(answer.status, 202) << from;
    EXPECT_EQ(client.finish(answer.header("Location"), digest, "nowhere").status, 201);
    EXPECT_EQ(client.remove("/v2/team/other/blobs/" + digest).status, 202);
  }
  EXPECT_EQ(client.post("/v2/team/other/blobs/uploads/?mount=nonsense&from=team/app").status, 400);
}

TEST_F(OciUploads, DeletesALayerThatNoImageNeeds) {
  const std::string digest = client.push_blob("team/app", "loose");
  EXPECT_EQ(client.remove("/v2/team/app/blobs/" + digest).status, 202);
  EXPECT_EQ(client.head("/v2/team/app/blobs/" + digest).status, 404);
  EXPECT_EQ(client.remove("/v2/team/app/blobs/" + digest).status, 404);

  client.push_image("team/app", "v1", "needed");
  const auto answer = client.remove("/v2/team/app/blobs/" + sha256_of("needed"));
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(error_code(answer), "UNSUPPORTED");
}

}  // namespace
}  // namespace entrepot::test
