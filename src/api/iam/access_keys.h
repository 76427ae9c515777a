#pragma once
// CreateAccessKey, ListAccessKeys, UpdateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed.

#include "api/iam/forms.h"

namespace entrepot::api::iam_service {

/// Without a user's name: the caller's own keys.
struct KeyRequest {
  std::optional<std::string> user;
  std::string id;         ///< empty: no key is named
  bool is_active = true;  ///< UpdateAccessKey
  Asked asked() const;
};
Result<KeyRequest> parse_create_access_key(const aws::Parameters& parameters);
async::Task<std::string> handle_create_access_key(Services& services, aws::Call& call, KeyRequest request);
Result<KeyRequest> parse_update_access_key(const aws::Parameters& parameters);
async::Task<std::string> handle_update_access_key(Services& services, aws::Call& call, KeyRequest request);
Result<KeyRequest> parse_delete_access_key(const aws::Parameters& parameters);
async::Task<std::string> handle_delete_access_key(Services& services, aws::Call& call, KeyRequest request);

struct KeyPageRequest {
  std::optional<std::string> user;
  PageFields page;
  Asked asked() const { return KeyRequest{.user = user, .id = {}}.asked(); }
};
Result<KeyPageRequest> parse_list_access_keys(const aws::Parameters& parameters);
async::Task<std::string> handle_list_access_keys(Services& services, aws::Call& call, KeyPageRequest request);

struct KeyUseRequest {
  std::string id;
  Asked asked() const { return {.about = Asked::About::kKey, .name = id}; }
};
Result<KeyUseRequest> parse_get_access_key_last_used(const aws::Parameters& parameters);
async::Task<std::string> handle_get_access_key_last_used(Services& services, aws::Call& call, KeyUseRequest request);

}  // namespace entrepot::api::iam_service
