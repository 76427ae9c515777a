#include "api/ecr/list_tags_for_resource.h"

namespace entrepot::api::ecr {

Result<ListTagsForResourceRequest> parse_list_tags_for_resource(const json::Object& body) {
  json::Reader in(body);
  std::optional<model::RepositoryArn> repository = read_resource_arn(in);
  ENTREPOT_CHECK_OK(in.finish());
  return ListTagsForResourceRequest{*std::move(repository)};
}

async::Task<json::Object> handle_list_tags_for_resource(Services& services, aws::Call& call,
                                                        ListTagsForResourceRequest request) {
  ENTREPOT_CO_CHECK_OK(check_region(call, request.repository));
  ENTREPOT_CO_TRY(const std::vector<model::ResourceTag> tags,
                  co_await services.repositories.tags(call.scope(), request.repository.repository.text()));
  json::Array list;
  for (const model::ResourceTag& tag : tags) list.push_back({{"Key", tag.key}, {"Value", tag.value}});
  co_return json::Object{{"tags", std::move(list)}};
}

}  // namespace entrepot::api::ecr
