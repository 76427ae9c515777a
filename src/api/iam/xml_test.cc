#include "api/iam/xml.h"

#include <gtest/gtest.h>

#include <vector>

#include "api/iam/shapes.h"

namespace entrepot::api::iam_service {
namespace {

TEST(Xml, WritesListsAndStructures) {
  Xml xml;
  xml.list("Users", std::vector<int>{1, 2}, [&](int n) { xml.number("N", n); }).boolean("IsTruncated", false);
  xml.structure("S", [&] { xml.text("T", "<&>"); }).texts("L", std::vector<std::string>{"a", "b"});
  EXPECT_EQ(xml.take(),
            "<Users><member><N>1</N></member><member><N>2</N></member></Users><IsTruncated>false</IsTruncated>"
            "<S><T>&lt;&amp;&gt;</T></S><L><member>a</member><member>b</member></L>");
}

TEST(Xml, EncodesDocumentsAndTimes) {
  Xml xml;
  xml.document("D", "{\"a\": \"*\"}").time("T", SysTime(std::chrono::milliseconds(1'700'000'000'999)));
  EXPECT_EQ(xml.take(), "<D>%7B%22a%22%3A%20%22%2A%22%7D</D><T>2023-11-14T22:13:20Z</T>");
}

TEST(Shapes, AUserHasTagsAndABoundaryOnlyIfItHasThem) {
  identity::User user{.entity = {.id = "AIDA1",
                                 .name = "a",
                                 .path = "/",
                                 .arn = "arn:aws:iam::123456789012:user/a",
                                 .created_at = {},
                                 .boundary_arn = {}},
                      .tags = {}};
  Xml plain;
  write(plain, user);
  const std::string text = plain.take();
  EXPECT_EQ(text,
            "<Path>/</Path><UserName>a</UserName><UserId>AIDA1</UserId><Arn>arn:aws:iam::123456789012:user/a</Arn>"
            "<CreateDate>1970-01-01T00:00:00Z</CreateDate>");
  user.tags = {{"k", "v"}};
  user.entity.boundary_arn = "arn:x";
  Xml full;
  write(full, user);
  EXPECT_EQ(full.take(), text +
                             "<PermissionsBoundary><PermissionsBoundaryType>PermissionsBoundaryPolicy"
                             "</PermissionsBoundaryType><PermissionsBoundaryArn>arn:x</PermissionsBoundaryArn>"
                             "</PermissionsBoundary><Tags><member><Key>k</Key><Value>v</Value></member></Tags>");
}

}  // namespace
}  // namespace entrepot::api::iam_service
