#pragma once
// CreateUser, GetUser, ListUsers, UpdateUser, DeleteUser.

#include "api/iam/forms.h"

namespace entrepot::api::iam_service {

struct CreateUserRequest {
  identity::NewEntity user;
  Asked asked() const;
};
Result<CreateUserRequest> parse_create_user(const aws::Parameters& parameters);
async::Task<std::string> handle_create_user(Services& services, aws::Call& call, CreateUserRequest request);

/// Without a name: the caller.
struct GetUserRequest {
  std::optional<std::string> name;
  Asked asked() const;
};
Result<GetUserRequest> parse_get_user(const aws::Parameters& parameters);
async::Task<std::string> handle_get_user(Services& services, aws::Call& call, GetUserRequest request);

async::Task<std::string> handle_list_users(Services& services, aws::Call& call, PageOfAllRequest request);

/// Of a user or a group.
struct RenameRequest {
  identity::Kind kind = identity::Kind::kUser;
  std::string name;
  std::optional<std::string> new_name;
  std::optional<std::string> new_path;
  Asked asked() const { return Asked::entity(kind, name); }
};
Result<RenameRequest> parse_update_user(const aws::Parameters& parameters);
async::Task<std::string> handle_update_user(Services& services, aws::Call& call, RenameRequest request);

async::Task<std::string> handle_delete_user(Services& services, aws::Call& call, NameRequest request);

}  // namespace entrepot::api::iam_service
