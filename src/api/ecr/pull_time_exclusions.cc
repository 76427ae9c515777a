#include "api/ecr/pull_time_exclusions.h"

#include "api/aws/json_text.h"

namespace entrepot::api::ecr {

Result<PullTimeExclusionRequest> parse_pull_time_exclusion(const json::Object& body) {
  json::Reader in(body);
  PullTimeExclusionRequest request{.principal_arn = in.required_string("principalArn")};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_register_pull_time_exclusion(Services& services, aws::Call& call,
                                                              PullTimeExclusionRequest request) {
  ENTREPOT_CO_TRY(const SysTime made, co_await services.settings.exclusions.add(call.scope(), request.principal_arn));
  co_return json::Object{{"principalArn", request.principal_arn}, {"createdAt", aws::timestamp(made)}};
}

async::Task<json::Object> handle_deregister_pull_time_exclusion(Services& services, aws::Call& call,
                                                                PullTimeExclusionRequest request) {
  ENTREPOT_CO_CHECK_OK(co_await services.settings.exclusions.remove(call.scope(), request.principal_arn));
  co_return json::Object{{"principalArn", request.principal_arn}};
}

Result<ListPullTimeExclusionsRequest> parse_list_pull_time_exclusions(const json::Object& body) {
  json::Reader in(body);
  ListPullTimeExclusionsRequest request{.paging = read_paging(in)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_list_pull_time_exclusions(Services& services, aws::Call& call,
                                                           ListPullTimeExclusionsRequest request) {
  const std::string listing = listing_of(call, {});
  ENTREPOT_CO_TRY(registry::PageRequest where, open_page(services.page_tokens, listing, request.paging));
  ENTREPOT_CO_TRY(const registry::Page<std::string> page,
                  co_await services.settings.exclusions.list(call.scope(), std::move(where)));
  json::Object answer{{"pullTimeUpdateExclusions", json::Array(page.items.begin(), page.items.end())}};
  add_next_token(answer, services.page_tokens, listing, page.next);
  co_return answer;
}

}  // namespace entrepot::api::ecr
