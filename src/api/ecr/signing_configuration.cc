#include "api/ecr/signing_configuration.h"

#include <fmt/format.h>

#include "model/arn.h"

namespace entrepot::api::ecr {
namespace {

constexpr std::string_view kMember = "signingConfiguration";

json::Object to_json(const model::Signing& configuration) {
  json::Array rules;
  for (const model::SigningRule& rule : configuration.rules) {
    json::Object next{{"signingProfileArn", rule.profile_arn}};
    if (!rule.filters.empty()) {
      json::Array filters;
      for (const std::string& filter : rule.filters) {
        filters.push_back({{"filter", filter}, {"filterType", "WILDCARD_MATCH"}});
      }
      next["repositoryFilters"] = std::move(filters);
    }
    rules.push_back(std::move(next));
  }
  return {{"rules", std::move(rules)}};
}

model::SigningRule read_rule(json::Reader& in) {
  model::SigningRule rule{.profile_arn = in.required_string("signingProfileArn"), .filters = {}};
  each_structure(in, "repositoryFilters", in.optional_array("repositoryFilters"),
                 [&](json::Reader& item) { rule.filters.push_back(item.required_string("filter")); });
  return rule;
}

/// A profile may be another account's, but it signs in its own region only.
Result<void> check_regions(const model::Signing& configuration, const model::RegistryId& registry) {
  for (const model::SigningRule& rule : configuration.rules) {
    const auto profile = model::split_arn(rule.profile_arn);
    if (profile && profile->region == registry.region.text()) continue;
    return fail(
        ErrorKind::kInvalidParameter,
        json::constraint_text("signingProfileArn", fmt::format("the signing profile '{}' must be in the region '{}'",
                                                               rule.profile_arn, registry.region.text())));
  }
  return {};
}

json::Object answer(const aws::Call& call, const model::Signing& configuration) {
  return {{"registryId", call.context.registry.account.text()}, {kMember, to_json(configuration)}};
}

}  // namespace

Result<PutSigningRequest> parse_put_signing(const json::Object& body) {
  json::Reader in(body);
  PutSigningRequest request;
  if (const json::Object* configuration = required_structure(in, kMember)) {
    json::Reader inner(*configuration);
    each_structure(inner, "rules", inner.required_array("rules"),
                   [&](json::Reader& rule) { request.configuration.rules.push_back(read_rule(rule)); });
    if (Result<void> done = inner.finish(); !done) in.refuse(std::move(done).error());
  }
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_put_signing(Services& services, aws::Call& call, PutSigningRequest request) {
  ENTREPOT_CO_CHECK_OK(check_regions(request.configuration, call.context.registry));
  json::Object done{{kMember, to_json(request.configuration)}};
  ENTREPOT_CO_CHECK_OK(co_await services.settings.signing.put(call.scope(), std::move(request.configuration)));
  co_return done;
}

Result<SigningRequest> parse_signing(const json::Object&) {
  return SigningRequest();
}

async::Task<json::Object> handle_get_signing(Services& services, aws::Call& call, SigningRequest) {
  ENTREPOT_CO_TRY(const model::Signing found, co_await services.settings.signing.get(call.scope()));
  co_return answer(call, found);
}

async::Task<json::Object> handle_delete_signing(Services& services, aws::Call& call, SigningRequest) {
  ENTREPOT_CO_TRY(const model::Signing removed, co_await services.settings.signing.remove(call.scope()));
  co_return answer(call, removed);
}

Result<SigningStatusRequest> parse_signing_status(const json::Object& body) {
  json::Reader in(body);
  SigningStatusRequest request{read_of_image(in)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

// Nothing signs images yet: for each profile that a rule wants a signature of, there is none.
async::Task<json::Object> handle_signing_status(Services& services, aws::Call& call, SigningStatusRequest request) {
  ENTREPOT_CO_TRY(const auto found, co_await find_image(services, call, request));
  ENTREPOT_CO_TRY(const auto signing, co_await services.settings.signing.find(call.scope()));
  json::Array statuses;
  for (const std::string& profile : model::profiles_for(signing.value_or(model::Signing()), request.repository)) {
    statuses.push_back({{"signingProfileArn", profile},
                        {"status", "FAILED"},
                        {"failureCode", "SIGNING_NOT_SUPPORTED"},
                        {"failureReason", "This version of entrepot does not sign images"}});
  }
  co_return json::Object{{"repositoryName", request.repository},
                         {"imageId", image_id_json(request, found)},
                         {"registryId", call.context.registry.account.text()},
                         {"signingStatuses", std::move(statuses)}};
}

}  // namespace entrepot::api::ecr
