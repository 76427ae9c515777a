// Bodies of STS requests, from the form to typed requests: what is taken keeps the limits of the model.

#include <cstdint>
#include <cstdlib>

#include "api/aws/form.h"
#include "api/sts/assume_role.h"
#include "api/sts/assume_role_with_web_identity.h"
#include "api/sts/get_access_key_info.h"
#include "api/sts/get_session_token.h"
#include "base/encoding.h"

namespace sts = entrepot::api::sts;

namespace {

void check(const sts::SessionRequest& session) {
  if (session.name.size() < 2 || session.name.size() > 64) std::abort();
  if (session.name.find_first_of("*?${}/:") != std::string::npos) std::abort();
  if (session.duration && (session.duration->count() < 900 || session.duration->count() > 43'200)) std::abort();
  if (session.tags.size() > 50 || session.policy_arns.size() > 10) std::abort();
  if (!session.role_arn.contains(session.account.text() + ":role/")) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  entrepot::api::aws::Parameters parameters;
  if (!entrepot::api::aws::read_parameters(entrepot::as_text(std::span(data, size)), parameters)) return 0;
  if (const auto request = sts::parse_assume_role(parameters)) check(request->session);
  if (const auto request = sts::parse_web_identity(parameters)) check(request->session);
  if (const auto request = sts::parse_get_session_token(parameters); request && request->duration) {
    if (request->duration->count() < 900 || request->duration->count() > 129'600) std::abort();
  }
  static_cast<void>(sts::parse_get_access_key_info(parameters));
  return 0;
}
