#include "api/ecr/cache_rules.h"

#include "api/aws/json_text.h"
#include "api/ecr/cache_rule_members.h"
#include "api/ecr/roles.h"
#include "model/prefix.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::string_view kPrefix = "ecrRepositoryPrefix";
constexpr std::string_view kUpstreamPrefix = "upstreamRepositoryPrefix";

/// ECR pulls from another account's registry as a role, and from itself never.
Result<void> check_ecr_upstream(const registry::CacheRule& rule, const model::RegistryId& own) {
  if (rule.upstream != model::Upstream::kEcr) return {};
  const auto upstream = model::ecr_registry_at(rule.upstream_url);
  if (upstream == own) {
    return fail(ErrorKind::kInvalidParameter,
                json::constraint_text("upstreamRegistryUrl", "the upstream registry must be another registry"));
  }
  if (upstream && upstream->account != own.account && rule.custom_role_arn.empty()) {
    return fail(ErrorKind::kInvalidParameter,
                json::constraint_text("customRoleArn",
                                      "Member must not be null when the upstream registry is another account's"));
  }
  return {};
}

json::Object full_json(const model::RegistryId& registry, const registry::CacheRule& rule) {
  json::Object out = rule_json(registry, rule);
  out["upstreamRegistryUrl"] = rule.upstream_url;
  out["upstreamRegistry"] = to_string(rule.upstream);
  out["createdAt"] = aws::timestamp(rule.created_at);
  return out;
}

}  // namespace

Result<CreateCacheRuleRequest> parse_create_cache_rule(const json::Object& body) {
  json::Reader in(body);
  CreateCacheRuleRequest request{.registry_id = read_registry_id(in), .rule = {.prefix = in.required_string(kPrefix)}};
  registry::CacheRule& rule = request.rule;
  read_upstream(in, rule);
  rule.credential_arn = in.optional_string("credentialArn").value_or("");
  rule.custom_role_arn = read_custom_role(in, EmptyRole::kRefused).value_or("");
  rule.upstream_prefix = model::kRootPrefix;
  if (const auto prefix = in.optional_string(kUpstreamPrefix)) {
    if (rule.prefix == model::kRootPrefix && *prefix != model::kRootPrefix) {
      in.refuse(kUpstreamPrefix, "Member must be null when ecrRepositoryPrefix is ROOT");
    }
    rule.upstream_prefix = *prefix;
  }
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_create_cache_rule(Services& services, aws::Call& call,
                                                   CreateCacheRuleRequest request) {
  const model::RegistryId& registry = call.context.registry;
  ENTREPOT_CO_CHECK_OK(check_credential_place(request.rule.credential_arn, registry));
  ENTREPOT_CO_CHECK_OK(check_role_account(request.rule.custom_role_arn, registry.account));
  ENTREPOT_CO_CHECK_OK(check_ecr_upstream(request.rule, registry));
  ENTREPOT_CO_TRY(const registry::CacheRule made,
                  co_await services.settings.cache_rules.create(call.scope(), std::move(request.rule)));
  co_return full_json(registry, made);
}

Result<DescribeCacheRulesRequest> parse_describe_cache_rules(const json::Object& body) {
  constexpr std::string_view kPrefixes = "ecrRepositoryPrefixes";
  json::Reader in(body);
  DescribeCacheRulesRequest request{
      .registry_id = read_registry_id(in), .prefixes = in.optional_strings(kPrefixes), .paging = read_paging(in)};
  if (request.prefixes) refuse_paging_with(in, request.paging, kPrefixes);
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_describe_cache_rules(Services& services, aws::Call& call,
                                                      DescribeCacheRulesRequest request) {
  const model::RegistryId& registry = call.context.registry;
  const std::string listing = listing_of(call, {});
  registry::Page<registry::CacheRule> page;
  if (request.prefixes) {
    ENTREPOT_CO_TRY(page.items,
                    co_await services.settings.cache_rules.find(call.scope(), *std::move(request.prefixes)));
  } else {
    ENTREPOT_CO_TRY(registry::PageRequest where, open_page(services.page_tokens, listing, request.paging));
    ENTREPOT_CO_TRY(page, co_await services.settings.cache_rules.list(call.scope(), std::move(where)));
  }
  json::Array rules;
  for (const registry::CacheRule& rule : page.items) {
    json::Object next = full_json(registry, rule);
    next["updatedAt"] = aws::timestamp(rule.updated_at);
    rules.push_back(std::move(next));
  }
  json::Object answer{{"pullThroughCacheRules", std::move(rules)}};
  add_next_token(answer, services.page_tokens, listing, page.next);
  co_return answer;
}

Result<UpdateCacheRuleRequest> parse_update_cache_rule(const json::Object& body) {
  json::Reader in(body);
  UpdateCacheRuleRequest request{
      .registry_id = read_registry_id(in), .prefix = in.required_string(kPrefix), .sign_in = {}};
  request.sign_in.credential_arn = in.optional_string("credentialArn").value_or("");
  request.sign_in.custom_role_arn = read_custom_role(in, EmptyRole::kRefused).value_or("");
  if (request.sign_in.credential_arn.empty() == request.sign_in.custom_role_arn.empty()) {
    in.refuse(Error(ErrorKind::kInvalidParameter,
                    "Invalid input: Please set either credential arn or role arn to update the credentials"));
  }
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_update_cache_rule(Services& services, aws::Call& call,
                                                   UpdateCacheRuleRequest request) {
  const model::RegistryId& registry = call.context.registry;
  ENTREPOT_CO_CHECK_OK(check_credential_place(request.sign_in.credential_arn, registry));
  ENTREPOT_CO_CHECK_OK(check_role_account(request.sign_in.custom_role_arn, registry.account));
  ENTREPOT_CO_TRY(const registry::CacheRule changed,
                  co_await services.settings.cache_rules.update(call.scope(), std::move(request.prefix),
                                                                std::move(request.sign_in)));
  json::Object answer = rule_json(registry, changed);
  answer["updatedAt"] = aws::timestamp(changed.updated_at);
  co_return answer;
}

Result<CacheRuleRequest> parse_cache_rule(const json::Object& body) {
  json::Reader in(body);
  CacheRuleRequest request{.registry_id = read_registry_id(in), .prefix = in.required_string(kPrefix)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_delete_cache_rule(Services& services, aws::Call& call, CacheRuleRequest request) {
  ENTREPOT_CO_TRY(const registry::CacheRule removed,
                  co_await services.settings.cache_rules.remove(call.scope(), std::move(request.prefix)));
  json::Object answer = rule_json(call.context.registry, removed);
  answer["upstreamRegistryUrl"] = removed.upstream_url;
  answer["createdAt"] = aws::timestamp(removed.created_at);
  co_return answer;
}

// Nothing pulls from other registries yet, so no rule works.
async::Task<json::Object> handle_validate_cache_rule(Services& services, aws::Call& call, CacheRuleRequest request) {
  std::vector<std::string> wanted{std::move(request.prefix)};
  ENTREPOT_CO_TRY(const auto found, co_await services.settings.cache_rules.find(call.scope(), std::move(wanted)));
  json::Object answer = rule_json(call.context.registry, found.front());
  answer["upstreamRegistryUrl"] = found.front().upstream_url;
  answer["isValid"] = false;
  answer["failure"] = "This version of entrepot does not pull from upstream registries";
  co_return answer;
}

}  // namespace entrepot::api::ecr
