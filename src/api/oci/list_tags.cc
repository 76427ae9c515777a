// GET /v2/<name>/tags/list
#include "api/oci/listing.h"
#include "api/oci/ops.h"

namespace entrepot::api::oci {

async::Task<http::Response> list_tags(Call& call) {
  ENTREPOT_CO_TRY(const auto page, parse_list_page(call.query));
  ENTREPOT_CO_TRY(auto tags, co_await call.services.images.tags(call.scope(), call.repository, page_request(page)));
  if (page.limit == 0) tags = {};

  http::Response response;
  response.headers.add("Content-Type", "application/json");
  if (!tags.next.empty())
    add_next_link("/v2/" + call.repository + "/tags/list", page, tags.items.back(), response.headers);
  std::string body = R"({"name":")" + call.repository + "\",";
  append_names(body, "tags", tags.items);
  response.body = body.append("}");
  co_return response;
}

}  // namespace entrepot::api::oci
