#pragma once
// JSON as AWS's JSON protocol writes it.

#include <string>

#include "base/clock.h"
#include "json/reader.h"

namespace entrepot::api::aws {

/// Compact. Numbers with a fraction are written out (1700000000.25, never 1.70000000025E9, which some clients'
/// timestamp readers refuse), with up to six decimals. Members in the order in which they were inserted.
std::string to_text(const json::Value& value);

/// A timestamp member: epoch seconds with a fraction.
json::Value timestamp(SysTime time);

}  // namespace entrepot::api::aws
