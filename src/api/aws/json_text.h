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

/// Where a long list is built: its thousands of names and texts are pieces of a few blocks, which go with the last of
/// it. Give it to every part; a part without it is copied.
boost::json::storage_ptr list_storage();

}  // namespace entrepot::api::aws
