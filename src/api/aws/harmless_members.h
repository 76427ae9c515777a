#pragma once
// What of a request may stand in the audit log.

#include <string>

#include "api/aws/operation_row.h"
#include "json/reader.h"

namespace entrepot::api::aws {

/// The members that are known to be harmless (names, tags, digests, settings; never a secret, a token or content), at
/// all levels, as a JSON object in ASCII. Texts of policies are told up to a size, other texts up to 256 bytes, lists
/// up to 20 items, all together about 4 KiB; beyond, "truncated" is true.
std::string harmless_members(const json::Object& request);

/// The same of a query-protocol request: "Tags.member.1.Key" becomes {"tags":[{"key":..}]}, as CloudTrail has it.
std::string harmless_parameters(const Parameters& parameters);

}  // namespace entrepot::api::aws
