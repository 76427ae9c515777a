#include "api/iam/asked.h"

#include "api/iam/iam_op.h"
#include "iam/oidc_providers.h"
#include "identity/names.h"

namespace entrepot::api::iam_service {
namespace {

using Fact = std::pair<std::string, std::string>;

/// The user, group or role: its ARN, and what conditions may ask of it.
async::Task<std::string> about_entity(Services& services, const aws::Call& call, identity::Kind kind,
                                      const std::string& name, std::vector<Fact>& facts) {
  const auto found = co_await services.identities->account.facts_of(account_of(call), kind, name);
  if (!found) co_return fail(found.error());
  if (!*found) co_return identity::entity_arn(account_of(call), kind, "/", name);
  const auto& [entity, tags] = **found;
  if (entity.boundary_arn) facts.emplace_back("iam:permissionsboundary", *entity.boundary_arn);
  for (const auto& [key, value] : tags) {
    facts.emplace_back("aws:resourcetag/" + meta::fold_name(key), value);
    facts.emplace_back("iam:resourcetag/" + meta::fold_name(key), value);
  }
  co_return entity.arn;
}

async::Task<std::string> resource_of(Services& services, const aws::Call& call, const Asked& asked,
                                     std::vector<Fact>& facts) {
  const model::AccountId& account = account_of(call);
  switch (asked.about) {
    case Asked::About::kEverything:
      co_return std::string("*");
    case Asked::About::kEntity:
      co_return co_await about_entity(services, call, asked.kind, asked.name, facts);
    case Asked::About::kNew:
      co_return identity::entity_arn(account, asked.kind, asked.arn, asked.name);
    case Asked::About::kNewPolicy:
      co_return identity::policy_arn(account, asked.arn, asked.name);
    case Asked::About::kNewProvider:
      co_return iam::oidc_provider_arn(account, asked.name);
    case Asked::About::kSelf:
      co_return call.context.principal.arn;
    case Asked::About::kKey: {
      const auto last = co_await services.identities->access_keys.last_use(account, asked.name);
      if (!last || last->user_name.empty()) co_return std::string("*");
      co_return co_await about_entity(services, call, identity::Kind::kUser, last->user_name, facts);
    }
    case Asked::About::kArn:
      co_return asked.arn;
  }
  co_return std::string("*");
}

}  // namespace

async::Task<aws::Target> target_of(Services& services, const aws::Call& call, Asked asked) {
  std::vector<Fact> facts;
  ENTREPOT_CO_TRY(std::string resource, co_await resource_of(services, call, asked, facts));
  // The boundary that a request sets counts, and not the one that is there.
  if (asked.boundary) {
    std::erase_if(facts, [](const Fact& fact) { return fact.first == "iam:permissionsboundary"; });
    facts.emplace_back("iam:permissionsboundary", *asked.boundary);
  }
  if (asked.policy_arn) facts.emplace_back("iam:policyarn", *asked.policy_arn);
  if (asked.service) facts.emplace_back("iam:awsservicename", *asked.service);
  aws::Target target;
  target.arns.push_back(std::move(resource));
  target.request.facts = std::move(facts);
  for (auto& [key, value] : asked.tags) target.request.tags.push_back({std::move(key), std::move(value)});
  target.request.tag_keys = std::move(asked.tag_keys);
  co_return target;
}

}  // namespace entrepot::api::iam_service
