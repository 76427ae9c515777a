#include "api/ecr/tag_resource.h"

namespace entrepot::api::ecr {

Result<TagResourceRequest> parse_tag_resource(const json::Object& body) {
  json::Reader in(body);
  std::optional<model::RepositoryArn> repository = read_resource_arn(in);
  std::vector<model::ResourceTag> tags = read_resource_tags(in);
  ENTREPOT_CHECK_OK(in.finish());
  return TagResourceRequest{*std::move(repository), std::move(tags)};
}

async::Task<json::Object> handle_tag_resource(Services& services, aws::Call& call, TagResourceRequest request) {
  ENTREPOT_CO_CHECK_OK(check_region(call, request.repository));
  ENTREPOT_CO_CHECK_OK(
      co_await services.repositories.tag(call.scope(), request.repository.repository.text(), std::move(request.tags)));
  co_return json::Object();
}

}  // namespace entrepot::api::ecr
