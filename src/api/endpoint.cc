#include "api/endpoint.h"

#include <utility>

namespace entrepot::api {

const Endpoints& Endpoints::only_the_default() {
  static const Endpoints kOnlyTheDefault;
  return kOnlyTheDefault;
}

std::uint32_t Endpoints::add(Endpoint endpoint) {
  all_.push_back(std::move(endpoint));
  return static_cast<std::uint32_t>(all_.size() - 1);
}

const Endpoint& Endpoints::of(const http::Request& request) const {
  return all_.at(request.peer.listener);
}

}  // namespace entrepot::api
