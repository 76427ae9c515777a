#pragma once
// Forms of resources and dates as IAM looks at them when it is given a policy. Private to the room.

#include <optional>
#include <string>
#include <string_view>

namespace entrepot::model {

/// IAM's message for a resource that is none; nullopt if it is one.
std::optional<std::string> iam_resource_problem(std::string_view resource);
/// Of a resource without such a problem: false if IAM says only that it "failed legacy parsing".
bool passes_legacy_resource(std::string_view resource);

/// IAM's dates are wider than any calendar: years to 292278993, hours of one digit, "01T". Seconds since the epoch too.
bool is_legacy_iam_date(std::string_view text);

}  // namespace entrepot::model
