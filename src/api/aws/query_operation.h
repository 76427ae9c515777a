#pragma once
// query_op<parse, handle>: a row of the query protocol (XML answers).
//
//   Result<XRequest> parse_x(const Parameters& parameters);
//   async::Task<std::string> handle_x(Services& services, Call& call, XRequest request);  // inside of <XResult>

#include <utility>

#include "api/aws/operation_row.h"

namespace entrepot::api::aws {
namespace detail {

template <auto Parse, auto Handle>
async::Task<std::string> invoke_query(Services& services, Call& call) {
  ENTREPOT_CO_TRY(auto request, Parse(call.parameters));
  ENTREPOT_CO_CHECK_OK(co_await authorize(services, call, request.target()));
  Result<std::string> result = co_await Handle(services, call, std::move(request));
  co_return result;
}

template <auto Parse, auto Handle>
async::Task<std::string> invoke_by_trust(Services& services, Call& call) {
  ENTREPOT_CO_TRY(auto request, Parse(call.parameters));
  Result<std::string> result = co_await Handle(services, call, std::move(request));
  co_return result;
}

}  // namespace detail

template <auto Parse, auto Handle>
consteval Row query_op(std::string_view service, RowSpec spec) {
  Row row = row_of(service, spec);
  row.invoke = &detail::invoke_query<Parse, Handle>;
  return row;
}

/// A row for which a role's trust policy decides: its handler asks iam::decide() itself. With Proof::kIdentityToken the
/// call has no principal.
template <auto Parse, auto Handle>
consteval Row trust_op(std::string_view service, RowSpec spec, Proof proof = Proof::kSignature) {
  Row row = row_of(service, spec);
  row.invoke = &detail::invoke_by_trust<Parse, Handle>;
  row.proof = proof;
  row.is_decided_by_trust = true;
  return row;
}

}  // namespace entrepot::api::aws
