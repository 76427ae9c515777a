#pragma once
// Managed policies inside a transaction.

#include <optional>
#include <string>

#include "identity/aws_policies.h"
#include "identity/core.h"
#include "identity/types.h"
#include "meta/managed_policies.h"

namespace entrepot::identity {

/// The account's own policy of that ARN. kNoSuchEntity; kAccessDenied for another's or AWS's.
async::Task<meta::ManagedPolicyRow> find_own_policy(sql::Transaction& tx, const model::AccountId& account,
                                                    const std::string& arn);
/// As it is shown, without tags.
async::Task<ManagedPolicy> describe_policy(sql::Transaction& tx, const model::AccountId& account,
                                           const meta::ManagedPolicyRow& row);
async::Task<ManagedPolicy> describe_policy(sql::Transaction& tx, const model::AccountId& account,
                                           const AwsPolicy& policy);
PolicyVersion to_version(const AwsPolicy& policy);
PolicyVersion to_version(const meta::PolicyVersionRow& row, std::int64_t default_version);
/// 3 of "v3"; nullopt if it is no version.
std::optional<std::int64_t> parse_version(std::string_view text);

}  // namespace entrepot::identity
