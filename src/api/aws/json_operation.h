#pragma once
// op<parse, handle>: a row of the JSON 1.1 protocol.
//
//   Result<XRequest> parse_x(const json::Object& body);                                  // pure
//   async::Task<json::Object> handle_x(Services& services, Call& call, XRequest request); // authorised already

#include <type_traits>
#include <utility>

#include "api/aws/json_text.h"
#include "api/aws/operation_row.h"

namespace entrepot::api::aws {

/// The members of a request body, which are what the row's model asks for; empties call.body. An empty body stands for
/// {}. kSerialization if it is no object.
Result<json::Object> read_members(Call& call);

namespace detail {

// Not a coroutine: the document is gone before the handler runs, which matters for parts of 28 MB.
template <auto Parse>
auto parse_body(Call& call) -> std::invoke_result_t<decltype(Parse), const json::Object&> {
  ENTREPOT_TRY(const json::Object members, read_members(call));
  return Parse(members);
}

template <auto Parse, auto Handle>
async::Task<std::string> invoke_json(Services& services, Call& call) {
  ENTREPOT_CO_TRY(auto request, parse_body<Parse>(call));
  ENTREPOT_CO_CHECK_OK(co_await authorize(services, call, request.target()));
  Result<json::Object> answer = co_await Handle(services, call, std::move(request));
  if (!answer) co_return fail(std::move(answer).error());
  co_return to_text(*answer);
}

}  // namespace detail

template <auto Parse, auto Handle>
consteval Row op(std::string_view service, RowSpec spec) {
  Row row = row_of(service, spec);
  row.invoke = &detail::invoke_json<Parse, Handle>;
  return row;
}

}  // namespace entrepot::api::aws
