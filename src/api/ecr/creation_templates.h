#pragma once
// CreateRepositoryCreationTemplate, UpdateRepositoryCreationTemplate, DeleteRepositoryCreationTemplate and
// DescribeRepositoryCreationTemplates.

#include "api/ecr/members.h"
#include "api/ecr/paging.h"
#include "model/creation_template.h"

namespace entrepot::api::ecr {

struct CreateTemplateRequest {
  std::string prefix;
  model::CreationTemplate content;

  aws::Target target() const;
};
Result<CreateTemplateRequest> parse_create_template(const json::Object& body);
async::Task<json::Object> handle_create_template(Services& services, aws::Call& call, CreateTemplateRequest request);

struct UpdateTemplateRequest {
  std::string prefix;
  model::TemplateChange change;

  aws::Target target() const;
};
Result<UpdateTemplateRequest> parse_update_template(const json::Object& body);
async::Task<json::Object> handle_update_template(Services& services, aws::Call& call, UpdateTemplateRequest request);

struct DeleteTemplateRequest {
  std::string prefix;

  aws::Target target() const { return {}; }
};
Result<DeleteTemplateRequest> parse_delete_template(const json::Object& body);
async::Task<json::Object> handle_delete_template(Services& services, aws::Call& call, DeleteTemplateRequest request);

struct DescribeTemplatesRequest {
  std::optional<std::vector<std::string>> prefixes;
  Paging paging;

  aws::Target target() const { return {}; }
};
Result<DescribeTemplatesRequest> parse_describe_templates(const json::Object& body);
async::Task<json::Object> handle_describe_templates(Services& services, aws::Call& call,
                                                    DescribeTemplatesRequest request);

}  // namespace entrepot::api::ecr
