#include "api/ecr/account_settings.h"

namespace entrepot::api::ecr {
namespace {

model::AccountSetting read_name(json::Reader& in) {
  const std::string text = in.required_string("name");
  if (!in.ok()) return {};
  const auto setting = model::parse_account_setting(text);
  if (!setting) {
    in.refuse("name", json::enum_constraint({"BASIC_SCAN_TYPE_VERSION", "REGISTRY_POLICY_SCOPE", "BLOB_MOUNTING"}));
  }
  return setting.value_or(model::AccountSetting{});
}

json::Object answer(model::AccountSetting name, const std::string& value) {
  return {{"name", to_string(name)}, {"value", value}};
}

}  // namespace

Result<GetAccountSettingRequest> parse_get_account_setting(const json::Object& body) {
  json::Reader in(body);
  GetAccountSettingRequest request{.name = read_name(in)};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_get_account_setting(Services& services, aws::Call& call,
                                                     GetAccountSettingRequest request) {
  ENTREPOT_CO_TRY(const std::string value, co_await services.settings.account.get(call.scope(), request.name));
  co_return answer(request.name, value);
}

Result<PutAccountSettingRequest> parse_put_account_setting(const json::Object& body) {
  json::Reader in(body);
  PutAccountSettingRequest request{.name = read_name(in), .value = in.required_string("value")};
  ENTREPOT_CHECK_OK(in.finish());
  return request;
}

async::Task<json::Object> handle_put_account_setting(Services& services, aws::Call& call,
                                                     PutAccountSettingRequest request) {
  ENTREPOT_CO_CHECK_OK(co_await services.settings.account.put(call.scope(), request.name, request.value));
  co_return answer(request.name, request.value);
}

}  // namespace entrepot::api::ecr
