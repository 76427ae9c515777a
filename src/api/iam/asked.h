#pragma once
// What a request asks its permission about: the resource as AWS's service authorisation reference has it for each
// action.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/aws/operation_row.h"
#include "identity/types.h"

namespace entrepot::api::iam_service {

struct Asked {
  enum class About : std::uint8_t {
    kEverything,   ///< "*"
    kEntity,       ///< the user, group or role of that name, with its path
    kNew,          ///< one of that name that is to be made, at the path in `arn`
    kNewPolicy,    ///< a managed policy of that name, likewise
    kNewProvider,  ///< the identity provider of the URL in `name`
    kSelf,         ///< the caller
    kKey,          ///< whoever owns the access key of that name
    kArn,          ///< the ARN itself
  };
  About about = About::kEverything;
  identity::Kind kind = identity::Kind::kUser;
  std::string name{};
  std::string arn{};
  identity::Tags tags{};                    ///< that the request sets: aws:RequestTag/<key>, aws:TagKeys
  std::vector<std::string> tag_keys{};      ///< that it removes: aws:TagKeys
  std::optional<std::string> policy_arn{};  ///< iam:PolicyARN
  std::optional<std::string> boundary{};    ///< iam:PermissionsBoundary

  std::optional<std::string> service{};  ///< iam:AWSServiceName

  static Asked everything() { return {}; }
  static Asked entity(identity::Kind kind, std::string name) {
    return {.about = About::kEntity, .kind = kind, .name = std::move(name)};
  }
  static Asked by_arn(std::string arn) { return {.about = About::kArn, .arn = std::move(arn)}; }
};

/// What the row's action is asked about. A user, group or role that is not there is asked about at the path "/", so
/// that whoever may not ask learns nothing.
async::Task<aws::Target> target_of(Services& services, const aws::Call& call, Asked asked);

}  // namespace entrepot::api::iam_service
