#pragma once
// Who may assume a role: the role's trust policy with the policies of the caller.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/call_note.h"
#include "api/sts/parts.h"
#include "api/sts/session_request.h"
#include "iam/condition_keys.h"
#include "iam/decide.h"
#include "iam/principal.h"

namespace entrepot::api::sts {

/// What the conditions of a trust policy may ask about the request, besides what they may ask about any.
class AssumeKeys final : public iam::ConditionKeys {
 public:
  /// All outlive it. `role` may be null.
  AssumeKeys(const iam::ConditionKeys& any, const SessionRequest& request, const iam::Identity* role)
      : any_(any), request_(request), role_(role) {}
  /// A key that this request has alone: "sts:externalid".
  void add(std::string key, std::vector<std::string> values) { own_.emplace_back(std::move(key), std::move(values)); }

  bool find(std::string_view key, std::vector<std::string>& values) const override;
  /// Whether a key that begins like this was asked for.
  bool was_asked(std::string_view key) const;

 private:
  const iam::ConditionKeys& any_;
  const SessionRequest& request_;
  const iam::Identity* role_;
  std::vector<std::pair<std::string, std::vector<std::string>>> own_;
  mutable std::vector<std::string> asked_;
};

/// What surrounds a question: set by the pipeline.
struct Surroundings {
  const iam::ConditionKeys& keys;         ///< of any request
  const iam::Policy* endpoint = nullptr;  ///< of the private endpoint; null: none
  CallNote* note = nullptr;               ///< where decisions are written down; null: nowhere
};

/// The role, if `caller` may begin the session. kAccessDenied otherwise, in the same words for a role that is not
/// there.
Result<std::shared_ptr<const iam::Identity>> assumable_role(const Parts& parts, const iam::Principal& caller,
                                                            const SessionRequest& request,
                                                            const std::string& external_id,
                                                            const Surroundings& surroundings);

/// Somebody with a token of an identity provider.
struct Bearer {
  std::string_view provider_arn;
  std::string_view issuer;  ///< without "https://"
  /// By claim: "sub", "aud"; their keys are "<issuer>:<claim>".
  std::vector<std::pair<std::string, std::vector<std::string>>> claims;
};
/// The role, if its trust policy lets the bearer begin the session.
Result<std::shared_ptr<const iam::Identity>> assumable_by_bearer(const Parts& parts, const Bearer& bearer,
                                                                 const SessionRequest& request,
                                                                 const Surroundings& surroundings);

}  // namespace entrepot::api::sts
