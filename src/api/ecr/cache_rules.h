#pragma once
// CreatePullThroughCacheRule, DescribePullThroughCacheRules, UpdatePullThroughCacheRule, DeletePullThroughCacheRule and
// ValidatePullThroughCacheRule.

#include "api/ecr/members.h"
#include "api/ecr/paging.h"
#include "registry/cache_rules.h"

namespace entrepot::api::ecr {

struct CreateCacheRuleRequest {
  std::optional<std::string> registry_id;
  registry::CacheRule rule;

  aws::Target target() const { return {.registry_id = registry_id, .repositories = {}, .also = {}}; }
};
Result<CreateCacheRuleRequest> parse_create_cache_rule(const json::Object& body);
async::Task<json::Object> handle_create_cache_rule(Services& services, aws::Call& call, CreateCacheRuleRequest request);

struct DescribeCacheRulesRequest {
  std::optional<std::string> registry_id;
  std::optional<std::vector<std::string>> prefixes;
  Paging paging;

  aws::Target target() const { return {.registry_id = registry_id, .repositories = {}, .also = {}}; }
};
Result<DescribeCacheRulesRequest> parse_describe_cache_rules(const json::Object& body);
async::Task<json::Object> handle_describe_cache_rules(Services& services, aws::Call& call,
                                                      DescribeCacheRulesRequest request);

struct UpdateCacheRuleRequest {
  std::optional<std::string> registry_id;
  std::string prefix;
  registry::CacheRules::SignIn sign_in;

  aws::Target target() const { return {.registry_id = registry_id, .repositories = {}, .also = {}}; }
};
Result<UpdateCacheRuleRequest> parse_update_cache_rule(const json::Object& body);
async::Task<json::Object> handle_update_cache_rule(Services& services, aws::Call& call, UpdateCacheRuleRequest request);

/// Of Delete and Validate.
struct CacheRuleRequest {
  std::optional<std::string> registry_id;
  std::string prefix;

  aws::Target target() const { return {.registry_id = registry_id, .repositories = {}, .also = {}}; }
};
Result<CacheRuleRequest> parse_cache_rule(const json::Object& body);
async::Task<json::Object> handle_delete_cache_rule(Services& services, aws::Call& call, CacheRuleRequest request);
async::Task<json::Object> handle_validate_cache_rule(Services& services, aws::Call& call, CacheRuleRequest request);

}  // namespace entrepot::api::ecr
