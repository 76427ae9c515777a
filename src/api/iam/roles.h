#pragma once
// CreateRole, GetRole, ListRoles, UpdateRole, UpdateRoleDescription, UpdateAssumeRolePolicy, DeleteRole.

#include "api/iam/forms.h"

namespace entrepot::api::iam_service {

struct CreateRoleRequest {
  identity::NewRole role;
  Asked asked() const;
};
Result<CreateRoleRequest> parse_create_role(const aws::Parameters& parameters);
async::Task<std::string> handle_create_role(Services& services, aws::Call& call, CreateRoleRequest request);

async::Task<std::string> handle_get_role(Services& services, aws::Call& call, NameRequest request);
async::Task<std::string> handle_list_roles(Services& services, aws::Call& call, PageOfAllRequest request);

struct UpdateRoleRequest {
  std::string name;
  std::optional<std::string> description;
  std::optional<std::chrono::seconds> max_session;
  Asked asked() const { return Asked::entity(identity::Kind::kRole, name); }
};
Result<UpdateRoleRequest> parse_update_role(const aws::Parameters& parameters);
async::Task<std::string> handle_update_role(Services& services, aws::Call& call, UpdateRoleRequest request);
Result<UpdateRoleRequest> parse_update_role_description(const aws::Parameters& parameters);
async::Task<std::string> handle_update_role_description(Services& services, aws::Call& call, UpdateRoleRequest request);

struct UpdateTrustRequest {
  std::string name;
  std::string document;
  Asked asked() const { return Asked::entity(identity::Kind::kRole, name); }
};
Result<UpdateTrustRequest> parse_update_trust(const aws::Parameters& parameters);
async::Task<std::string> handle_update_trust(Services& services, aws::Call& call, UpdateTrustRequest request);

struct ServiceLinkedRoleRequest {
  std::string service;
  std::string description;
  Asked asked() const;
};
Result<ServiceLinkedRoleRequest> parse_create_service_linked_role(const aws::Parameters& parameters);
async::Task<std::string> handle_create_service_linked_role(Services& services, aws::Call& call,
                                                           ServiceLinkedRoleRequest request);
async::Task<std::string> handle_delete_service_linked_role(Services& services, aws::Call& call, NameRequest request);

struct DeletionTaskRequest {
  std::string id;
  Asked asked() const { return Asked::everything(); }
};
Result<DeletionTaskRequest> parse_deletion_task(const aws::Parameters& parameters);
async::Task<std::string> handle_get_service_linked_role_deletion_status(Services& services, aws::Call& call,
                                                                        DeletionTaskRequest request);

async::Task<std::string> handle_delete_role(Services& services, aws::Call& call, NameRequest request);

}  // namespace entrepot::api::iam_service
