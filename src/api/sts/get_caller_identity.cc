#include "api/sts/get_caller_identity.h"

#include <fmt/format.h>

#include "api/aws/answer.h"

namespace entrepot::api::sts {

Result<GetCallerIdentityRequest> parse_get_caller_identity(const aws::Parameters&) {
  return GetCallerIdentityRequest{};  // it has no parameters; AWS ignores further ones
}

async::Task<std::string> handle_get_caller_identity(Services&, aws::Call& call, GetCallerIdentityRequest) {
  const iam::Principal& caller = call.context.principal;
  co_return fmt::format("    {}\n    {}\n    {}\n", aws::xml_element("Arn", caller.arn),
                        aws::xml_element("UserId", caller.id), aws::xml_element("Account", caller.account.text()));
}

}  // namespace entrepot::api::sts
