#include "api/ecr/creation_templates.h"

#include "api/ecr/creation_template_members.h"
#include "api/ecr/policy_principals.h"
#include "api/ecr/roles.h"

namespace entrepot::api::ecr {
namespace {

/// Whoever makes a template makes repositories with it, and sets their policies (Service Authorization Reference).
aws::Target target_of(bool sets_repository_policy, bool sets_lifecycle_policy) {
  aws::Target out{.registry_id = {}, .repositories = {}, .also = {"ecr:CreateRepository"}};
  if (sets_repository_policy) out.also.emplace_back("ecr:SetRepositoryPolicy");
  if (sets_lifecycle_policy) out.also.emplace_back("ecr:PutLifecyclePolicy");
  return out;
}

json::Object answer(const Services& services, const aws::Call& call,
                    const registry::CreationTemplates::Template& about) {
  return {{"registryId", call.context.registry.account.text()},
          {"repositoryCreationTemplate", to_json(about, services.directory)}};
}

}  // namespace

aws::Target CreateTemplateRequest::target() const {
  return target_of(!content.repository_policy.empty(), !content.lifecycle_policy.empty());
}

Result<CreateTemplateRequest> parse_create_template(const json::Object& body) {
  json::Reader in(body);
  CreateTemplateRequest request{.prefix = in.required_string("prefix"), .content = {}};
  read_template_change(in, body).apply_to(request.content);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_create_template(Services& services, aws::Call& call, CreateTemplateRequest request) {
  ENTREPOT_CO_CHECK_OK(check_role_account(request.content.custom_role_arn, call.context.registry.account));
  ENTREPOT_CO_TRY(request.content.repository_policy,
                  keep_principals(request.content.repository_policy, model::PolicyOf::kRepository, services.directory));
  ENTREPOT_CO_TRY(const auto made, co_await services.settings.templates.create(call.scope(), std::move(request.prefix),
                                                                               std::move(request.content)));
  co_return answer(services, call, made);
}

aws::Target UpdateTemplateRequest::target() const {
  return target_of(change.repository_policy.has_value(), change.lifecycle_policy.has_value());
}

Result<UpdateTemplateRequest> parse_update_template(const json::Object& body) {
  json::Reader in(body);
  UpdateTemplateRequest request{.prefix = in.required_string("prefix"), .change = read_template_change(in, body)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_update_template(Services& services, aws::Call& call, UpdateTemplateRequest request) {
  ENTREPOT_CO_CHECK_OK(check_role_account(request.change.custom_role_arn.value_or(""), call.context.registry.account));
  if (request.change.repository_policy) {
    ENTREPOT_CO_TRY(
        request.change.repository_policy,
        keep_principals(*request.change.repository_policy, model::PolicyOf::kRepository, services.directory));
  }
  ENTREPOT_CO_TRY(const auto changed, co_await services.settings.templates.update(
                                          call.scope(), std::move(request.prefix), std::move(request.change)));
  co_return answer(services, call, changed);
}

Result<DeleteTemplateRequest> parse_delete_template(const json::Object& body) {
  json::Reader in(body);
  DeleteTemplateRequest request{.prefix = in.required_string("prefix")};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_delete_template(Services& services, aws::Call& call, DeleteTemplateRequest request) {
  ENTREPOT_CO_TRY(const auto removed,
                  co_await services.settings.templates.remove(call.scope(), std::move(request.prefix)));
  co_return answer(services, call, removed);
}

Result<DescribeTemplatesRequest> parse_describe_templates(const json::Object& body) {
  json::Reader in(body);
  DescribeTemplatesRequest request{.prefixes = in.optional_strings("prefixes", {.max = 100}),
                                   .paging = read_paging(in)};
  if (request.prefixes) refuse_paging_with(in, request.paging, "prefixes");
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_describe_templates(Services& services, aws::Call& call,
                                                    DescribeTemplatesRequest request) {
  const std::string account = call.context.registry.account.text();
  const std::string listing = listing_of(call, {});
  registry::Page<registry::CreationTemplates::Template> page;
  if (request.prefixes && !request.prefixes->empty()) {
    ENTREPOT_CO_TRY(page.items, co_await services.settings.templates.find(call.scope(), *std::move(request.prefixes)));
  } else {
    ENTREPOT_CO_TRY(registry::PageRequest where, open_page(services.page_tokens, listing, request.paging));
    ENTREPOT_CO_TRY(page, co_await services.settings.templates.list(call.scope(), std::move(where)));
  }
  json::Array templates;
  for (const auto& each : page.items) templates.push_back(to_json(each, services.directory));
  json::Object answer{{"registryId", account}, {"repositoryCreationTemplates", std::move(templates)}};
  add_next_token(answer, services.page_tokens, listing, page.next);
  co_return answer;
}

}  // namespace entrepot::api::ecr
