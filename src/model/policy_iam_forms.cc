#include "model/policy_iam_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/encoding.h"

namespace entrepot::model {
namespace {

constexpr std::array<std::string_view, 8> kPartitions{"aws",       "aws-cn",    "aws-us-gov", "aws-iso",
                                                      "aws-iso-b", "aws-iso-e", "aws-iso-f",  "aws-eusc"};
constexpr std::string_view kIamPaths =
    "user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, "
    "saml-provider/, oidc-provider/, report/, access-report/";
constexpr std::size_t kShown = 1'024;

/// The text up to the next colon; `text` goes on behind it. Whether there was a colon is told too.
struct Part {
  std::string_view text;
  bool has_colon;
};
Part take_part(std::string_view& text) {
  const auto colon = text.find(':');
  const Part part{text.substr(0, colon), colon != std::string_view::npos};
  text.remove_prefix(part.has_colon ? colon + 1 : text.size());
  return part;
}

/// "arn:<partition>:" and four more fields, those that are missing as *.
std::string partition_problem(std::string_view partition, std::string_view rest) {
  std::string arn = fmt::format("arn:{}", partition);
  bool is_missing = rest.empty();
  for (int i = 0; i < 3; ++i) {
    const Part part = take_part(rest);
    arn += ':';
    arn += is_missing ? "*" : part.text;
    is_missing = is_missing || !part.has_colon;
  }
  arn += ':';
  arn += is_missing ? "*" : rest;
  return fmt::format("Partition \"{}\" is not valid for resource \"{}\".", printable(partition, kShown),
                     printable(arn, kShown));
}

bool begins_iam_path(std::string_view text) {
  if (text.starts_with('*')) return true;
  for (std::string_view paths = kIamPaths; !paths.empty();) {
    const auto comma = paths.find(',');
    if (text.starts_with(paths.substr(0, comma))) return true;
    paths.remove_prefix(comma == std::string_view::npos ? paths.size() : comma + 2);
  }
  return false;
}

std::optional<std::int64_t> read_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}
bool is_within(std::string_view text, std::int64_t min, std::int64_t max) {
  const auto number = read_number(text);
  return number && *number >= min && *number <= max;
}

bool is_zone(std::string_view text) {
  const auto colon = text.find(':');
  const std::string_view hours = text.substr(0, colon);
  if (hours.size() != 2 || !is_within(hours, 0, 23)) return false;
  if (colon == std::string_view::npos) return true;
  const std::string_view minutes = text.substr(colon + 1);
  return minutes.size() == 2 && is_within(minutes, 0, 59);
}

/// "15", "15.25", each perhaps with "z" or "+01:00".
bool is_second(std::string_view text) {
  if (const auto z = text.find('z'); z != std::string_view::npos) {
    if (z + 1 != text.size()) return false;
    text = text.substr(0, z);
  } else if (const auto plus = text.find('+'); plus != std::string_view::npos) {
    if (!is_zone(text.substr(plus + 1))) return false;
    text = text.substr(0, plus);
  }
  const auto point = text.find('.');
  constexpr std::int64_t kMaxNanos = 999'999'999;
  return is_within(text.substr(0, point), 0, 59) &&
         (point == std::string_view::npos || is_within(text.substr(point + 1), 0, kMaxNanos));
}

bool is_day(std::string_view text) {
  constexpr std::int64_t kMinYear = -292'275'054;
  constexpr std::int64_t kMaxYear = 292'278'993;
  const auto first = text.find('-', text.starts_with('-') ? 1 : 0);
  if (!is_within(text.substr(0, first), kMinYear, kMaxYear)) return false;
  if (first == std::string_view::npos) return true;
  const std::string_view rest = text.substr(first + 1);
  const auto second = rest.find('-');
  return is_within(rest.substr(0, second), 1, 12) &&
         (second == std::string_view::npos || is_within(rest.substr(second + 1), 1, 31));
}

bool is_time(std::string_view text) {
  const auto first = text.find(':');
  const std::string_view hours = text.substr(0, first);
  if (!hours.empty() && !is_within(hours, 0, 23)) return false;
  if (first == std::string_view::npos) return true;
  const std::string_view rest = text.substr(first + 1);
  const auto second = rest.find(':');
  return is_within(rest.substr(0, second), 0, 59) &&
         (second == std::string_view::npos || is_second(rest.substr(second + 1)));
}

}  // namespace

std::optional<std::string> iam_resource_problem(std::string_view resource) {
  if (resource == "*") return std::nullopt;
  const auto no_arn = [&] {
    return fmt::format("Resource {} must be in ARN format or \"*\".", printable(resource, kShown));
  };
  std::string_view rest = resource;
  const Part scheme = take_part(rest);
  if (!scheme.has_colon) return no_arn();
  const Part partition = take_part(rest);
  if (partition.text != "*" && std::ranges::find(kPartitions, partition.text) == kPartitions.end()) {
    return partition_problem(partition.text, rest);
  }
  if (!partition.has_colon) return "Resource vendor must be fully qualified and cannot contain regexes.";
  if (scheme.text != "arn") return no_arn();
  const Part service = take_part(rest);
  const bool has_region = !rest.starts_with(':');
  take_part(rest);  // region
  take_part(rest);  // account
  if (service.text == "iam" && has_region) {
    return fmt::format("IAM resource {} cannot contain region information.", printable(resource, kShown));
  }
  if (service.text == "s3" && has_region && !rest.starts_with("accesspoint/")) {
    return fmt::format("Resource {} can not contain region information.", printable(resource, kShown));
  }
  if (service.text == "iam" && !begins_iam_path(rest)) {
    return fmt::format("IAM resource path must either be \"*\" or start with {}.", kIamPaths);
  }
  return std::nullopt;
}

bool passes_legacy_resource(std::string_view resource) {
  if (resource == "*") return true;
  if (std::ranges::count(resource, ':') < 5 && resource.contains("::")) return false;
  take_part(resource);
  take_part(resource);
  return !take_part(resource).text.empty();
}

bool is_legacy_iam_date(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  if (!lower.contains('t') && !lower.contains('-')) return is_within(lower, 0, INT64_MAX);
  const auto divider = lower.find('t');
  const std::string_view all(lower);
  return is_day(all.substr(0, divider)) && (divider == std::string::npos || is_time(all.substr(divider + 1)));
}

}  // namespace entrepot::model
