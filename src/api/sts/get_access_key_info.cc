#include "api/sts/get_access_key_info.h"

#include <fmt/format.h>

#include "api/aws/answer.h"
#include "api/sts/members.h"

namespace entrepot::api::sts {
namespace {

bool is_word(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

Result<GetAccessKeyInfoRequest> parse_get_access_key_info(const aws::Parameters& parameters) {
  Members members(parameters);
  GetAccessKeyInfoRequest request{.access_key_id = members.required("AccessKeyId", {16, 128, is_word, R"([\w]*)"})};
  ENTREPOT_CHECK_OK(members.finish());
  return request;
}

Result<std::string> get_access_key_info(const Parts& parts, const GetAccessKeyInfoRequest& request) {
  auto account = iam::account_of_session_key(request.access_key_id);
  if (const auto key = parts.credentials.find(request.access_key_id)) account = key->principal.account;
  if (!account) {
    return fail(ErrorKind::kUnrecognizedClient, "The security token included in the request is invalid.");
  }
  return fmt::format("    {}\n", aws::xml_element("Account", account->text()));
}

}  // namespace entrepot::api::sts
