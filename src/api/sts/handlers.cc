#include "api/sts/handlers.h"

namespace entrepot::api::sts {
namespace {

std::unexpected<Error> no_sessions() {
  return fail(ErrorKind::kUnavailable, "This server begins no sessions");
}

/// Keys that conditions may ask of any request; none yet.
class NoKeys final : public iam::ConditionKeys {
 public:
  bool find(std::string_view, std::vector<std::string>&) const override { return false; }
};

}  // namespace

async::Task<std::string> handle_assume_role(Services& services, aws::Call& call, AssumeRoleRequest request) {
  if (services.sts == nullptr) co_return no_sessions();
  const NoKeys keys;
  auto answer = co_await assume_role(*services.sts, call.context.principal, std::move(request),
                                     Surroundings{.keys = keys, .note = &call.context.note});
  co_return answer;
}

async::Task<std::string> handle_web_identity(Services& services, aws::Call& call, WebIdentityRequest request) {
  if (services.sts == nullptr) co_return no_sessions();
  const NoKeys keys;
  auto answer = co_await assume_role_with_web_identity(*services.sts, std::move(request), Surroundings{.keys = keys});
  co_return answer;
}

async::Task<std::string> handle_get_session_token(Services& services, aws::Call& call, GetSessionTokenRequest request) {
  if (services.sts == nullptr) co_return no_sessions();
  co_return get_session_token(*services.sts, call.context.principal, request);
}

async::Task<std::string> handle_get_access_key_info(Services& services, aws::Call&, GetAccessKeyInfoRequest request) {
  if (services.sts == nullptr) co_return no_sessions();
  co_return get_access_key_info(*services.sts, request);
}

}  // namespace entrepot::api::sts
