#include "api/ecr/list_images.h"

namespace entrepot::api::ecr {

Result<ListImagesRequest> parse_list_images(const json::Object& body) {
  json::Reader in(body);
  ListImagesRequest request{read_in_repository(in), read_paging(in), read_image_filter(in)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_list_images(Services& services, aws::Call& call, ListImagesRequest request) {
  const std::string listing = listing_of(call, {request.repository, request.filter.text()});
  ENTREPOT_CO_TRY(registry::PageRequest where, open_page(services.page_tokens, listing, request.paging));
  ENTREPOT_CO_TRY(
      const registry::Page<registry::ImageId> page,
      co_await services.images.list(call.scope(), request.repository, request.filter.wanted, std::move(where)));
  json::Object answer{{"imageIds", to_json(page.items)}};
  add_next_token(answer, services.page_tokens, listing, page.next);
  co_return answer;
}

}  // namespace entrepot::api::ecr
