#include "api/ecr/describe_repositories.h"

#include "api/ecr/repository_json.h"

namespace entrepot::api::ecr {
namespace {

json::Array to_array(const Names& names, const std::vector<registry::Repository>& repositories) {
  json::Array out;
  out.reserve(repositories.size());
  for (const registry::Repository& repository : repositories) out.push_back(to_json(names, repository));
  return out;
}

}  // namespace

Result<DescribeRepositoriesRequest> parse_describe_repositories(const json::Object& body) {
  json::Reader in(body);
  DescribeRepositoriesRequest request{
      .registry_id = read_registry_id(in), .names = in.optional_strings("repositoryNames"), .paging = read_paging(in)};
  if (request.names) refuse_paging_with(in, request.paging, "repositoryNames");
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_describe_repositories(Services& services, aws::Call& call,
                                                       DescribeRepositoriesRequest request) {
  if (request.names) {
    ENTREPOT_CO_TRY(const std::vector<registry::Repository> found,
                    co_await services.repositories.find(call.scope(), *std::move(request.names)));
    co_return json::Object{{"repositories", to_array(services.names, found)}};
  }
  const std::string listing = listing_of(call, {});
  ENTREPOT_CO_TRY(registry::PageRequest where, open_page(services.page_tokens, listing, request.paging));
  ENTREPOT_CO_TRY(const registry::Page<registry::Repository> page,
                  co_await services.repositories.list(call.scope(), std::move(where)));
  json::Object answer{{"repositories", to_array(services.names, page.items)}};
  add_next_token(answer, services.page_tokens, listing, page.next);
  co_return answer;
}

}  // namespace entrepot::api::ecr
