#pragma once
// Attach and Detach {User,Group,Role} Policy, ListAttached.., boundaries of users and roles, ListEntitiesForPolicy.

#include "api/iam/forms.h"

namespace entrepot::api::iam_service {

struct AttachmentRequest {
  identity::Kind kind = identity::Kind::kUser;
  std::string name;
  std::string arn;
  Asked asked() const;
};
template <const Form& F>
Result<AttachmentRequest> parse_attachment(const aws::Parameters& parameters) {
  Fields in(parameters);
  AttachmentRequest request{
      .kind = F.kind, .name = in.required(F.member, F.rule), .arn = in.required("PolicyArn", kArn)};
  return in.finish(std::move(request));
}
async::Task<std::string> handle_attach(Services& services, aws::Call& call, AttachmentRequest request);
async::Task<std::string> handle_detach(Services& services, aws::Call& call, AttachmentRequest request);
async::Task<std::string> handle_list_attached(Services& services, aws::Call& call, NamePageRequest request);

struct BoundaryRequest {
  identity::Kind kind = identity::Kind::kUser;
  std::string name;
  std::string arn;
  Asked asked() const;
};
template <const Form& F>
Result<BoundaryRequest> parse_boundary(const aws::Parameters& parameters) {
  Fields in(parameters);
  BoundaryRequest request{
      .kind = F.kind, .name = in.required(F.member, F.rule), .arn = in.required("PermissionsBoundary", kArn)};
  return in.finish(std::move(request));
}
async::Task<std::string> handle_put_boundary(Services& services, aws::Call& call, BoundaryRequest request);
async::Task<std::string> handle_delete_boundary(Services& services, aws::Call& call, NameRequest request);

struct HoldersRequest {
  std::string arn;
  std::optional<std::string> entity;  ///< "User", "Role", "Group"
  bool as_boundary = false;
  PageFields page;
  Asked asked() const { return Asked::by_arn(arn); }
};
Result<HoldersRequest> parse_list_entities_for_policy(const aws::Parameters& parameters);
async::Task<std::string> handle_list_entities_for_policy(Services& services, aws::Call& call, HoldersRequest request);

}  // namespace entrepot::api::iam_service
