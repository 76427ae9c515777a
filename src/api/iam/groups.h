#pragma once
// CreateGroup, GetGroup, ListGroups, UpdateGroup, DeleteGroup, and who is in which.

#include "api/iam/users.h"

namespace entrepot::api::iam_service {

struct CreateGroupRequest {
  identity::NewEntity group;
  Asked asked() const {
    return {.about = Asked::About::kNew, .kind = identity::Kind::kGroup, .name = group.name, .arn = group.path};
  }
};
Result<CreateGroupRequest> parse_create_group(const aws::Parameters& parameters);
async::Task<std::string> handle_create_group(Services& services, aws::Call& call, CreateGroupRequest request);

async::Task<std::string> handle_get_group(Services& services, aws::Call& call, NamePageRequest request);
async::Task<std::string> handle_list_groups(Services& services, aws::Call& call, PageOfAllRequest request);

Result<RenameRequest> parse_update_group(const aws::Parameters& parameters);
async::Task<std::string> handle_update_group(Services& services, aws::Call& call, RenameRequest request);
async::Task<std::string> handle_delete_group(Services& services, aws::Call& call, NameRequest request);

struct MemberRequest {
  std::string group;
  std::string user;
  Asked asked() const { return Asked::entity(identity::Kind::kGroup, group); }
};
Result<MemberRequest> parse_member(const aws::Parameters& parameters);
async::Task<std::string> handle_add_user_to_group(Services& services, aws::Call& call, MemberRequest request);
async::Task<std::string> handle_remove_user_from_group(Services& services, aws::Call& call, MemberRequest request);
async::Task<std::string> handle_list_groups_for_user(Services& services, aws::Call& call, NamePageRequest request);

}  // namespace entrepot::api::iam_service
