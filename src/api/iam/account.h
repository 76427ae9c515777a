#pragma once
// What is said of an account as a whole, and of what it does not have here: certificates, passwords, devices.

#include "api/iam/access_keys.h"

namespace entrepot::api::iam_service {

async::Task<std::string> handle_get_account_summary(Services& services, aws::Call& call, NoRequest request);
async::Task<std::string> handle_list_account_aliases(Services& services, aws::Call& call, PageOfAllRequest request);

/// Whether the user or role is there, then a list without members.
async::Task<std::string> handle_list_instance_profiles_for_role(Services& services, aws::Call& call,
                                                                NamePageRequest request);
async::Task<std::string> handle_list_mfa_devices(Services& services, aws::Call& call, KeyPageRequest request);
async::Task<std::string> handle_list_ssh_public_keys(Services& services, aws::Call& call, KeyPageRequest request);
async::Task<std::string> handle_list_signing_certificates(Services& services, aws::Call& call, KeyPageRequest request);
async::Task<std::string> handle_list_service_specific_credentials(Services& services, aws::Call& call,
                                                                  KeyPageRequest request);
/// kNoSuchEntity: nobody has a password.
async::Task<std::string> handle_get_login_profile(Services& services, aws::Call& call, KeyPageRequest request);
async::Task<std::string> handle_delete_login_profile(Services& services, aws::Call& call, KeyPageRequest request);

}  // namespace entrepot::api::iam_service
