#include "api/aws/query_operation.h"
#include "api/sts/get_caller_identity.h"
#include "api/sts/table.h"

namespace entrepot::api::sts {
namespace {

using aws::not_implemented;
using aws::query_op;

constexpr std::string_view kService = "sts";

/// Sorted by name.
constexpr std::array kRows{
    not_implemented(kService, "AssumeRole", "sts:AssumeRole", AccessLevel::kWrite),
    not_implemented(kService, "AssumeRoleWithSAML", "sts:AssumeRoleWithSAML", AccessLevel::kWrite),
    not_implemented(kService, "AssumeRoleWithWebIdentity", "sts:AssumeRoleWithWebIdentity", AccessLevel::kWrite),
    not_implemented(kService, "AssumeRoot", "sts:AssumeRoot", AccessLevel::kWrite),
    not_implemented(kService, "DecodeAuthorizationMessage", "sts:DecodeAuthorizationMessage", AccessLevel::kRead),
    not_implemented(kService, "GetAccessKeyInfo", "sts:GetAccessKeyInfo", AccessLevel::kRead),
    query_op<parse_get_caller_identity, handle_get_caller_identity>(
        kService, {.name = "GetCallerIdentity", .action = aws::kNoPermission, .resource = aws::Resource::kAny}),
    not_implemented(kService, "GetDelegatedAccessToken", "sts:GetDelegatedAccessToken", AccessLevel::kRead),
    not_implemented(kService, "GetFederationToken", "sts:GetFederationToken", AccessLevel::kRead),
    not_implemented(kService, "GetSessionToken", "sts:GetSessionToken", AccessLevel::kRead),
    not_implemented(kService, "GetWebIdentityToken", "sts:GetWebIdentityToken", AccessLevel::kRead),
};
static_assert(aws::is_sorted_by_name(kRows));

}  // namespace

aws::ServiceTable table() {
  return {.service = kService,
          .protocol = aws::Protocol::kQuery,
          .version = "2011-06-15",
          .xmlns = "https://sts.amazonaws.com/doc/2011-06-15/",
          .rows = kRows};
}

}  // namespace entrepot::api::sts
