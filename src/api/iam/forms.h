#pragma once
// What the operations on users, groups and roles have in common: the name that they begin with.

#include "api/iam/iam_op.h"

namespace entrepot::api::iam_service {

/// How requests name one of a kind. Static storage, for templates.
struct Form {
  identity::Kind kind;
  std::string_view member;
  Rule rule;
};
inline constexpr Form kUser{identity::Kind::kUser, "UserName", kName128};
inline constexpr Form kGroup{identity::Kind::kGroup, "GroupName", kName128};
inline constexpr Form kRole{identity::Kind::kRole, "RoleName", kRoleName};

/// A request that names one of them and no more.
struct NameRequest {
  identity::Kind kind = identity::Kind::kUser;
  std::string name;
  Asked asked() const { return Asked::entity(kind, name); }
};
template <const Form& F>
Result<NameRequest> parse_name(const aws::Parameters& parameters) {
  Fields in(parameters);
  NameRequest request{.kind = F.kind, .name = in.required(F.member, F.rule)};
  return in.finish(std::move(request));
}

/// A page of what one of them has.
struct NamePageRequest {
  identity::Kind kind = identity::Kind::kUser;
  std::string name;
  PageFields page;
  Asked asked() const { return Asked::entity(kind, name); }
};
template <const Form& F>
Result<NamePageRequest> parse_name_page(const aws::Parameters& parameters) {
  Fields in(parameters);
  NamePageRequest request{.kind = F.kind, .name = in.required(F.member, F.rule), .page = in.page()};
  return in.finish(std::move(request));
}

/// A page of all of them.
struct PageOfAllRequest {
  PageFields page;
  Asked asked() const { return Asked::everything(); }
};
inline Result<PageOfAllRequest> parse_page_of_all(const aws::Parameters& parameters) {
  Fields in(parameters);
  PageOfAllRequest request{.page = in.page()};
  return in.finish(std::move(request));
}

/// A request without parameters.
struct NoRequest {
  Asked asked() const { return Asked::everything(); }
};
inline Result<NoRequest> parse_nothing(const aws::Parameters&) {
  return NoRequest{};
}

/// An ARN, and no more.
struct ArnRequest {
  std::string arn;
  Asked asked() const { return Asked::by_arn(arn); }
};
inline constexpr char kPolicyArn[] = "PolicyArn";
inline constexpr char kProviderArn[] = "OpenIDConnectProviderArn";
template <const char* Member>
Result<ArnRequest> parse_arn(const aws::Parameters& parameters) {
  Fields in(parameters);
  ArnRequest request{.arn = in.required(Member, kArn)};
  return in.finish(std::move(request));
}

inline identity::Whose whose(const aws::Call& call, identity::Kind kind, std::string name) {
  return {.account = account_of(call), .kind = kind, .name = std::move(name)};
}

}  // namespace entrepot::api::iam_service
