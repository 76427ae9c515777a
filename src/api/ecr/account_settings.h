#pragma once
// GetAccountSetting and PutAccountSetting.

#include "api/ecr/members.h"
#include "model/account_settings.h"

namespace entrepot::api::ecr {

struct GetAccountSettingRequest {
  model::AccountSetting name{};

  aws::Target target() const { return {}; }
};
Result<GetAccountSettingRequest> parse_get_account_setting(const json::Object& body);
async::Task<json::Object> handle_get_account_setting(Services& services, aws::Call& call,
                                                     GetAccountSettingRequest request);

struct PutAccountSettingRequest {
  model::AccountSetting name{};
  std::string value;

  aws::Target target() const { return {}; }
};
Result<PutAccountSettingRequest> parse_put_account_setting(const json::Object& body);
async::Task<json::Object> handle_put_account_setting(Services& services, aws::Call& call,
                                                     PutAccountSettingRequest request);

}  // namespace entrepot::api::ecr
