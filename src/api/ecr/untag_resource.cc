#include "api/ecr/untag_resource.h"

namespace entrepot::api::ecr {

Result<UntagResourceRequest> parse_untag_resource(const json::Object& body) {
  json::Reader in(body);
  std::optional<model::RepositoryArn> repository = read_resource_arn(in);
  std::vector<std::string> keys = read_tag_keys(in);
  ENTREPOT_CHECK_OK(in.finish());
  return UntagResourceRequest{*std::move(repository), std::move(keys)};
}

async::Task<json::Object> handle_untag_resource(Services& services, aws::Call& call, UntagResourceRequest request) {
  ENTREPOT_CO_CHECK_OK(check_region(call, request.repository));
  ENTREPOT_CO_CHECK_OK(co_await services.repositories.untag(call.scope(), request.repository.repository.text(),
                                                            std::move(request.keys)));
  co_return json::Object();
}

}  // namespace entrepot::api::ecr
