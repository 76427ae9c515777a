// GET /v2/_catalog: the registry's repositories.
#include "api/oci/listing.h"
#include "api/oci/ops.h"

namespace entrepot::api::oci {

async::Task<http::Response> catalog(Call& call) {
  ENTREPOT_CO_TRY(const auto page, parse_list_page(call.query));
  std::vector<std::string> names;
  std::string next;
  if (page.limit != 0) {
    ENTREPOT_CO_TRY(auto repositories, co_await call.services.repositories.list(call.scope(), page_request(page)));
    names.reserve(repositories.items.size());
    for (auto& repository : repositories.items) names.push_back(std::move(repository.name));
    next = std::move(repositories.next);
  }

  http::Response response;
  response.headers.add("Content-Type", "application/json");
  if (!next.empty()) add_next_link("/v2/_catalog", page, next, response.headers);
  std::string body = "{";
  append_names(body, "repositories", names);
  response.body = body.append("}");
  co_return response;
}

}  // namespace entrepot::api::oci
