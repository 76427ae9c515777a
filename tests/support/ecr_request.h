#pragma once
// Reading a request of ECR in tests as the AWS door does: what the model asks of it first, then what its parser does.

#include <type_traits>

#include "api/ecr/table.h"
#include "tests/support/parsing.h"

namespace entrepot::testing {

template <auto Parse>
auto read_request(std::string_view operation, const json::Object& body)
    -> std::invoke_result_t<decltype(Parse), const json::Object&> {
  ENTREPOT_CHECK_OK(api::aws::check_request(*api::ecr::table().find(operation)->request, body));
  return Parse(body);
}

}  // namespace entrepot::testing
