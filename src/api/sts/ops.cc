#include "api/aws/query_operation.h"
#include "api/sts/get_caller_identity.h"
#include "api/sts/handlers.h"
#include "api/sts/table.h"

namespace entrepot::api::sts {
namespace {

using aws::not_implemented;
using aws::query_op;
using aws::trust_op;

constexpr std::string_view kService = "sts";

/// Sorted by name.
constexpr std::array kRows{
    trust_op<parse_assume_role, handle_assume_role>(
        kService, {.name = "AssumeRole",
                   .action = "sts:AssumeRole",
                   .access = AccessLevel::kWrite,
                   .note = "transitive tags and provided contexts are refused; nobody has an MFA device"}),
    not_implemented(kService, "AssumeRoleWithSAML", "sts:AssumeRoleWithSAML", AccessLevel::kWrite),
    trust_op<parse_web_identity, handle_web_identity>(
        kService,
        {.name = "AssumeRoleWithWebIdentity",
         .action = "sts:AssumeRoleWithWebIdentity",
         .access = AccessLevel::kWrite,
         .note =
             "OpenID Connect tokens signed with RS256, ES256 or ES384; every claim is a condition key; tags and source "
             "identity of a token are not taken over"},
        aws::Proof::kIdentityToken),
    not_implemented(kService, "AssumeRoot", "sts:AssumeRoot", AccessLevel::kWrite),
    not_implemented(kService, "DecodeAuthorizationMessage", "sts:DecodeAuthorizationMessage", AccessLevel::kRead),
    query_op<parse_get_access_key_info, handle_get_access_key_info>(
        kService, {.name = "GetAccessKeyInfo", .action = "sts:GetAccessKeyInfo", .resource = aws::Resource::kAny}),
    query_op<parse_get_caller_identity, handle_get_caller_identity>(
        kService, {.name = "GetCallerIdentity", .action = aws::kNoPermission, .resource = aws::Resource::kAny}),
    not_implemented(kService, "GetDelegatedAccessToken", "sts:GetDelegatedAccessToken", AccessLevel::kRead),
    not_implemented(kService, "GetFederationToken", "sts:GetFederationToken", AccessLevel::kRead),
    query_op<parse_get_session_token, handle_get_session_token>(
        kService, {.name = "GetSessionToken",
                   .action = aws::kNoPermission,
                   .resource = aws::Resource::kAny,
                   .note = "the session ends when the key that it was begun with is disabled or deleted"}),
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
