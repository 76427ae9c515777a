#include "api/oci/ops.h"

#include <gtest/gtest.h>

#include <set>

#include "api/oci/listing.h"
#include "api/oci/upload_part.h"

namespace entrepot::api::oci {
namespace {

TEST(Operations, EachNeedsAnActionUnlessAnIdentityIsEnough) {
  for (const Row& row : rows()) {
    EXPECT_EQ(row.action.empty(), row.resource == Resource::kNone) << row.operation;
    EXPECT_EQ(row.resource == Resource::kNone, row.endpoint == Endpoint::kVersion) << row.operation;
    EXPECT_TRUE(row.action.empty() || row.action.starts_with("ecr:")) << row.operation;
  }
}

TEST(Operations, HaveOneRowEach) {
  std::set<std::pair<Endpoint, http::Method>> seen;
  for (const Row& row : rows()) EXPECT_TRUE(seen.insert({row.endpoint, row.method}).second) << row.operation;
}

TEST(Operations, BuffersAreLimited) {
  for (const Row& row : rows()) EXPECT_EQ(row.body == Body::kBuffered, row.body_limit != 0) << row.operation;
}

TEST(Operations, WhatChangesSomethingIsAWrite) {
  for (const Row& row : rows()) {
    const bool is_safe = row.method == http::Method::kGet || row.method == http::Method::kHead;
    EXPECT_EQ(row.access == AccessLevel::kWrite, !is_safe) << row.operation;
  }
}

TEST(Operations, NameTheMethodsOfAnEndpoint) {
  EXPECT_EQ(allowed_methods(Endpoint::kManifest), "GET, HEAD, PUT, DELETE");
  EXPECT_EQ(allowed_methods(Endpoint::kUploads), "POST");
}

TEST(Reference, IsATagOrADigest) {
  EXPECT_EQ(parse_reference("v1.0")->tag->text(), "v1.0");
  const std::string digest = "sha256:" + std::string(64, 'a');
  EXPECT_EQ(parse_reference(digest)->digest->text(), digest);
  EXPECT_EQ(parse_reference(".hidden").error().kind(), ErrorKind::kInvalidTag);
  EXPECT_EQ(parse_reference("sha256:baddigeststring").error().kind(), ErrorKind::kInvalidDigest);
}

TEST(Key, IsPrintableAndShort) {
  EXPECT_EQ(parse_key("last", "v1").value(), "v1");
  for (const std::string& bad : {std::string("a\xff"), std::string("a\nb"), std::string(257, 'a')})
    EXPECT_EQ(parse_key("last", bad).error().kind(), ErrorKind::kInvalidParameter);
}

ListPage list_page(std::string_view query) {
  return parse_list_page(Query::parse(query).value()).value();
}

TEST(Listing, ReadsPagesWithinLimits) {
  EXPECT_EQ(list_page("").limit, 1000u);
  EXPECT_EQ(list_page("n=3&last=b").limit, 3u);
  EXPECT_EQ(list_page("n=3&last=b").after, "b");
  EXPECT_EQ(list_page("n=0").limit, 0u);
  EXPECT_EQ(page_request(list_page("n=0")).limit, 1u);
  EXPECT_EQ(list_page("n=999999999").limit, 10'000u);
  for (const char* query : {"n=-1", "n=x", "n=", "n=99999999999999999999"})
    EXPECT_EQ(parse_list_page(Query::parse(query).value()).error().kind(), ErrorKind::kInvalidParameter) << query;
}

TEST(Listing, LinksToTheNextPage) {
  http::Headers named;
  add_next_link("/v2/app/tags/list", list_page("n=2"), "v1+x", named);
  EXPECT_EQ(named.find("Link"), "</v2/app/tags/list?last=v1%2Bx&n=2>; rel=\"next\"");
  http::Headers unnamed;
  add_next_link("/v2/_catalog", list_page(""), "app", unnamed);
  EXPECT_EQ(unnamed.find("Link"), "</v2/_catalog?last=app>; rel=\"next\"");
}

TEST(UploadRange, IsDockersForm) {
  EXPECT_EQ(upload_range(0), "0-0");
  EXPECT_EQ(upload_range(1), "0-0");
  EXPECT_EQ(upload_range(10), "0-9");
}

TEST(UploadPart, MustAgreeWithTheLength) {
  http::Request request;
  request.content_length = 5;
  EXPECT_FALSE(parse_part(request)->first_byte) << "neither header is needed";
  request.headers.add("Content-Range", "5-9");
  EXPECT_EQ(parse_part(request)->first_byte, 5u);
  EXPECT_EQ(parse_part(request)->last_byte, 9u);
  request.content_length = 6;
  EXPECT_EQ(parse_part(request).error().message(), "Content-Range 5-9 is 5 bytes, but Content-Length is 6");
  request.content_length = std::nullopt;
  EXPECT_TRUE(parse_part(request)) << "a chunked body is counted as it comes";
}

}  // namespace
}  // namespace entrepot::api::oci
