#include "api/sts/handlers.h"

#include "api/endpoint.h"
#include "api/request_keys.h"

namespace entrepot::api::sts {
namespace {

std::unexpected<Error> no_sessions() {
  return fail(ErrorKind::kUnavailable, "This server begins no sessions");
}

/// Of a request that has no principal: a bearer is nobody yet.
class KeysOfNobody final : public iam::ConditionKeys {
 public:
  explicit KeysOfNobody(const iam::ConditionKeys& all) : all_(all) {}
  bool find(std::string_view key, std::vector<std::string>& values) const override {
    const bool is_about_principal = key.starts_with("aws:principal") || key == "aws:userid" || key == "aws:username";
    return (!is_about_principal || key == "aws:principalisawsservice") && all_.find(key, values);
  }

 private:
  const iam::ConditionKeys& all_;
};

Surroundings surroundings_of(const Services& services, const aws::Call& call, const iam::ConditionKeys& keys) {
  return {.keys = keys, .endpoint = services.endpoints->of(call.context.http).policy.get(), .note = &call.context.note};
}

}  // namespace

async::Task<std::string> handle_assume_role(Services& services, aws::Call& call, AssumeRoleRequest request) {
  if (services.sts == nullptr) co_return no_sessions();
  const KeySources sources{.services = services, .context = call.context};
  const RequestKeys keys(sources);
  auto answer = co_await assume_role(*services.sts, call.context.principal, std::move(request),
                                     surroundings_of(services, call, keys));
  co_return answer;
}

async::Task<std::string> handle_web_identity(Services& services, aws::Call& call, WebIdentityRequest request) {
  if (services.sts == nullptr) co_return no_sessions();
  const KeySources sources{.services = services, .context = call.context};
  const RequestKeys all(sources);
  const KeysOfNobody keys(all);
  auto answer =
      co_await assume_role_with_web_identity(*services.sts, std::move(request), surroundings_of(services, call, keys));
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
