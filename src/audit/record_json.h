#pragma once
// A record as a line of JSON, in the form of CloudTrail's records.
// Source: AWS CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".

#include <string>
#include <string_view>

#include "audit/record.h"

namespace entrepot::audit {

/// Appends the record, without a newline. Pure.
void append_json(std::string& out, const Record& record, std::string_view event_id);

/// "2026-11-26T16:22:27Z".
std::string time_text(SysTime at);

}  // namespace entrepot::audit
