#pragma once
// iam_op<parse, handle>: a row of IAM.
//
//   Result<XRequest> parse_x(const aws::Parameters& parameters);  // pure
//   Asked XRequest::asked() const;
//   async::Task<std::string> handle_x(Services& services, aws::Call& call, XRequest request);  // inside of <XResult>

#include <utility>

#include "api/aws/operation_row.h"
#include "api/iam/asked.h"
#include "api/iam/fields.h"
#include "api/iam/xml.h"
#include "identity/principals.h"

namespace entrepot::api::iam_service {

inline constexpr std::string_view kService = "iam";

namespace detail {

template <auto Parse, auto Handle>
async::Task<std::string> invoke(Services& services, aws::Call& call) {
  ENTREPOT_CO_TRY(auto request, Parse(call.parameters));
  ENTREPOT_CO_TRY(aws::Target target, co_await target_of(services, call, request.asked()));
  ENTREPOT_CO_CHECK_OK(co_await aws::authorize(services, call, std::move(target)));
  Result<std::string> result = co_await Handle(services, call, std::move(request));
  co_return result;
}

}  // namespace detail

template <auto Parse, auto Handle>
consteval aws::Row iam_op(std::string_view name, aws::Action action, AccessLevel access = AccessLevel::kRead,
                          std::string_view note = {}) {
  return aws::Row{.info = {.service = kService,
                           .operation = name,
                           .action = action.name,
                           .access = access,
                           .implemented = true,
                           .note = note},
                  .resource = aws::Resource::kNamed,
                  .invoke = &detail::invoke<Parse, Handle>};
}

/// The account that a call is about: its caller's.
inline const model::AccountId& account_of(const aws::Call& call) {
  return call.context.principal.account;
}

/// Where the page that `page` asks for begins. kValidation for a marker of another listing. `what` tells listings of
/// one operation apart.
Result<identity::PageRequest> open_page(const Services& services, const aws::Call& call, std::string_view what,
                                        const PageFields& page);
/// The marker of the page after that, empty after the last.
std::string seal_page(const Services& services, const aws::Call& call, std::string_view what, const PageFields& page,
                      std::string_view next);

/// Cuts a page from a list that is read whole.
template <class T, class F>
identity::Page<T> cut_page(std::vector<T> items, const identity::PageRequest& page, F key) {
  std::erase_if(items, [&](const T& item) { return key(item) <= page.after; });
  return identity::to_page(std::move(items), page.limit, key);
}

/// The answer of an operation whose model has no output.
inline Result<std::string> no_output(const Result<void>& done) {
  if (!done) return fail(done.error());
  return std::string();
}

}  // namespace entrepot::api::iam_service
