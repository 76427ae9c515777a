#include "api/iam/iam_op.h"

#include <fmt/format.h>

namespace entrepot::api::iam_service {
namespace {

std::string context(const aws::Call& call, std::string_view what, const PageFields& page) {
  return fmt::format("iam:{} {} {} {}", call.row.info.operation, account_of(call).text(), page.path_prefix, what);
}

}  // namespace

Result<identity::PageRequest> open_page(const Services& services, const aws::Call& call, std::string_view what,
                                        const PageFields& page) {
  identity::PageRequest out{.after = {}, .limit = page.limit, .path_prefix = page.path_prefix};
  if (!page.marker) return out;
  auto after = services.page_tokens.open(context(call, what, page), *page.marker);
  if (!after) return fail(ErrorKind::kValidation, "Invalid Marker.");
  out.after = std::move(*after);
  return out;
}

std::string seal_page(const Services& services, const aws::Call& call, std::string_view what, const PageFields& page,
                      std::string_view next) {
  return next.empty() ? std::string() : services.page_tokens.seal(context(call, what, page), next);
}

}  // namespace entrepot::api::iam_service
